import type { EventView, SubscribeAck } from '@hanashi/schemas/socket'
import { backoffMs } from './core/backoff.js'
import { failureOf, type Failure } from './core/failure.js'
import type { Timeline } from './core/timeline.js'
import type { Clock } from './io/clock.js'
import type { LoadPage } from './load-page.js'
import type { Link } from './link.js'
import type { Replays } from './replays.js'

export type GroupStatus =
  /** The newest page is on its way. */
  | { readonly state: 'loading' }
  /** `events` came since the connection was lost (or since the page); `upTo` is the time of the last one: how far it is. */
  | { readonly state: 'catching-up'; readonly events: number; readonly upTo?: string }
  /** Everything is there; what comes next comes at once. */
  | { readonly state: 'live' }
  /** There is no connection; what is shown was true once. */
  | { readonly state: 'paused' }
  /** The server doesn't give this group to this person. */
  | { readonly state: 'refused'; readonly failure: Failure }

export interface GroupSyncOptions {
  readonly group: string
  readonly timeline: Timeline
  readonly link: Link
  readonly replays: Replays
  readonly loadPage: LoadPage
  readonly pageSize: number
  readonly clock: Clock
  readonly random: () => number
  /** The timeline or the status changed. */
  readonly changed: () => void
  /** There are events that weren't there before, whether they came one by one or in a page. */
  readonly advanced: () => void
}

const retryLimits = { firstMs: 250, maxMs: 15_000 }
/** So long after the last event of a subscription it is asked whether that was all. */
const quietMs = 100

/**
 * Keeps a timeline at the log's end. The life of a group that is followed:
 *
 * - `loading`: a page from query-api; its position is the cursor.
 * - With a cursor and a connection: `subscribe` after the cursor. Events count from its answer on; whatever is lost with a connection comes
 *   again with the next subscription, as the cursor only moves past what came.
 * - `catching-up` until a replay from the cursor has come to its end. What it brings is what the subscription brings, so that the timeline
 *   takes both; it is there because only a replay says that it is done.
 * - `resync`, in whatever form, leads back to `loading`: the page takes the place of everything.
 *
 * Each step belongs to an attempt; what comes for an earlier one is dropped.
 */
export class GroupSync {
  readonly #options: GroupSyncOptions
  #status: GroupStatus = { state: 'paused' }
  #started = false
  #following = false
  #attempt = 0
  #failures = 0
  #cancelTimer: () => void = () => undefined
  #endReplay: () => void = () => undefined

  constructor(options: GroupSyncOptions) {
    this.#options = options
  }

  get status(): GroupStatus {
    return this.#status
  }

  get started(): boolean {
    return this.#started
  }

  start(): void {
    if (this.#started) return
    this.#started = true
    this.#proceed()
  }

  /** The timeline stays, and is taken up where it is at the next start. */
  stop(): void {
    if (!this.#started) return
    this.#started = false
    const { link, group } = this.#options
    if (this.#following) link.ask('unsubscribe', { group }, () => undefined)
    this.#newAttempt()
    this.#set({ state: 'paused' })
  }

  connected(): void {
    if (this.#started && this.#status.state !== 'refused') this.#proceed()
  }

  disconnected(): void {
    if (!this.#started || this.#options.timeline.cursor === undefined) return
    if (this.#status.state === 'refused') return
    this.#newAttempt()
    this.#set({ state: 'paused' })
  }

  /** It is worth trying now. */
  wake(): void {
    if (!this.#started || this.#failures === 0 || this.#status.state === 'live') return
    this.#failures = 0
    this.#proceed()
  }

  events(events: readonly EventView[]): void {
    if (!this.#following) return
    this.#take(events)
    if (this.#status.state === 'catching-up') this.#askWhetherDone()
  }

  position(position: string): void {
    if (this.#following) this.#options.timeline.moveTo(position)
  }

  resync(): void {
    if (this.#following) this.#reload()
  }

  #proceed(): void {
    const attempt = this.#newAttempt()
    const { timeline, link } = this.#options
    if (timeline.cursor === undefined) void this.#load(attempt)
    else if (link.state.state === 'up') this.#subscribe(attempt, timeline.cursor)
    else this.#set({ state: 'paused' })
  }

  async #load(attempt: number): Promise<void> {
    const { group, pageSize, loadPage, timeline } = this.#options
    if (timeline.cursor === undefined) this.#set({ state: 'loading' })
    const answer = await loadPage({ group, limit: pageSize })
    if (attempt !== this.#attempt) return
    if (answer.ok) {
      timeline.reset(answer.value)
      this.#options.changed()
      this.#options.advanced()
      this.#proceed()
    } else if (answer.retry === 'never') this.#set({ state: 'refused', failure: answer.failure })
    else this.#again(attempt, () => void this.#load(attempt), answer.afterMs)
  }

  #subscribe(attempt: number, after: string): void {
    const { group, link } = this.#options
    if (this.#status.state !== 'catching-up') this.#set({ state: 'catching-up', events: 0 })
    link.ask('subscribe', { group, after }, (answer) => {
      if (attempt === this.#attempt) this.#subscribed(attempt, answer)
    })
  }

  #subscribed(attempt: number, answer: SubscribeAck | undefined): void {
    if (answer?.ok) {
      this.#following = true
      this.#askWhetherDone()
      return
    }
    const failure = answer && failureOf(answer.error, answer.error.status)
    if (failure && startsAnew.has(failure.code)) this.#reload()
    else if (failure && !isTransient(failure)) this.#set({ state: 'refused', failure })
    // Without a connection it goes on when there is one.
    else if (this.#options.link.state.state === 'up') this.#again(attempt, () => this.#proceed())
  }

  #askWhetherDone(): void {
    const attempt = this.#attempt
    this.#cancelTimer()
    this.#cancelTimer = this.#options.clock.after(quietMs, () => this.#askForRest(attempt))
  }

  #askForRest(attempt: number): void {
    const { group, timeline, replays, link } = this.#options
    const from = timeline.cursor
    if (from === undefined) return
    this.#endReplay()
    this.#endReplay = replays.begin(
      { group, from },
      {
        chunk: ({ events, position }, more) => {
          if (attempt !== this.#attempt) return
          this.#take(events)
          timeline.moveTo(position)
          more()
        },
        ended: (why) => {
          if (attempt !== this.#attempt) return
          if (!why) {
            this.#failures = 0
            this.#cancelTimer()
            this.#set({ state: 'live' })
          } else if (startsAnew.has(why.code)) this.#reload()
          else if (link.state.state === 'up') this.#again(attempt, () => this.#askForRest(attempt))
        },
      },
    )
  }

  #take(events: readonly EventView[]): void {
    const { timeline, changed, advanced } = this.#options
    const fresh = timeline.apply(events)
    const last = fresh.at(-1)
    if (!last) return
    if (this.#status.state === 'catching-up') {
      const events = this.#status.events + fresh.length
      this.#status = { state: 'catching-up', events, upTo: last.occurredAt }
    }
    changed()
    advanced()
  }

  /** A page takes the place of everything. The second time in a row it waits. */
  #reload(): void {
    const attempt = this.#newAttempt()
    this.#set({ state: 'catching-up', events: 0 })
    const load = () => void this.#load(attempt)
    if (this.#failures === 0) load()
    else this.#again(attempt, load)
    this.#failures++
  }

  #again(attempt: number, work: () => void, afterMs?: number): void {
    const { clock, random } = this.#options
    this.#cancelTimer()
    const delayMs = afterMs ?? backoffMs(this.#failures++, random(), retryLimits)
    this.#cancelTimer = clock.after(delayMs, () => {
      if (attempt === this.#attempt) work()
    })
  }

  #newAttempt(): number {
    this.#cancelTimer()
    this.#endReplay()
    this.#endReplay = () => undefined
    this.#following = false
    return ++this.#attempt
  }

  #set(status: GroupStatus): void {
    this.#status = status
    this.#options.changed()
  }
}

/** What the server calls a position that nothing can go on from: another log, or too far back. */
const startsAnew: ReadonlySet<string> = new Set(['resync-needed', 'position-gone', 'invalid-position'])

function isTransient({ status }: Failure): boolean {
  return status === 0 || status === 401 || status === 408 || status === 429 || status >= 500 || status === 409
}
