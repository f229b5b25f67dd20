import type { Failure } from './core/failure.js'
import type { GroupStatus } from './group-sync.js'
import type { LinkState } from './link.js'

/** What the connection is doing. `waiting`: how many commands aren't in the log yet. */
export type Status = { readonly waiting: number } & (
  | { readonly state: 'connecting' }
  /** Every followed group is at the log's end. */
  | { readonly state: 'live' }
  /** `events` came so far, in `groups` groups that aren't at the end yet; `upTo` is the time that the one furthest behind has got to. */
  | {
      readonly state: 'catching-up'
      readonly groups: number
      readonly events: number
      readonly upTo?: string
    }
  /** It is tried again at `retryAtMs` (since the epoch), or at once when the browser comes online or the page is shown. */
  | { readonly state: 'offline'; readonly retryAtMs: number; readonly failure: Failure }
  /** The server takes the token no more and there is no other: `setToken()`. */
  | { readonly state: 'expired'; readonly failure: Failure }
  | { readonly state: 'closed' }
)

export function statusOf(
  link: LinkState,
  refusal: Failure | undefined,
  groups: readonly GroupStatus[],
  waiting: number,
): Status {
  if (link.state === 'closed') return { state: 'closed', waiting }
  if (refusal) return { state: 'expired', failure: refusal, waiting }
  switch (link.state) {
    case 'waiting':
      return { state: 'offline', retryAtMs: link.retryAtMs, failure: link.why, waiting }
    case 'connecting':
    case 'expired':
      return { state: 'connecting', waiting }
    case 'up':
      return whenUp(groups, waiting)
  }
}

function whenUp(groups: readonly GroupStatus[], waiting: number): Status {
  const behind = groups.filter(({ state }) => state === 'loading' || state === 'catching-up')
  if (behind.length === 0) return { state: 'live', waiting }
  const caught = behind.filter((status) => status.state === 'catching-up')
  const events = caught.reduce((sum, status) => sum + status.events, 0)
  const [upTo] = caught.flatMap((status) => status.upTo ?? []).toSorted()
  return {
    state: 'catching-up',
    groups: behind.length,
    events,
    ...(upTo === undefined ? {} : { upTo }),
    waiting,
  }
}

export function sameStatus(a: Status, b: Status): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
