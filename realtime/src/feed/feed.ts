import type { GroupId } from '@hanashi/schemas/group'
import type { FeedEvent } from './feed-event.js'
import { eventsFrame, type Frame } from './frame.js'
import type { RecentEvents } from './recent-events.js'

/** Gets the live events of a group; must not throw. */
export interface Follower {
  deliver(frame: Frame): void
}

/** What the live end made of a batch of one partition. */
export interface LiveBatch {
  readonly partition: number
  /** Events that stand, in the log's order. */
  readonly events: readonly FeedEvent[]
  /** The last offset that the batch covers. */
  readonly upTo: number
}

/**
 * The live end of the log. `publish` does everything in one go: memory, position and followers change together, so that who reads
 * memory up to `position` and follows in the same tick gets every event once, in the log's order.
 */
export class Feed {
  readonly recent: RecentEvents
  readonly #positions: number[]
  readonly #followers = new Map<GroupId, Set<Follower>>()
  readonly #waiting = new Set<Waiting>()

  /** @param positions for each partition the last offset that nobody will be told of */
  constructor(recent: RecentEvents, positions: readonly number[]) {
    this.recent = recent
    this.#positions = [...positions]
  }

  /** The last offset of a partition that was published. */
  position(partition: number): number {
    return this.#positions[partition] ?? -1
  }

  publish({ partition, events, upTo }: LiveBatch): void {
    for (const event of events) this.recent.append(partition, event)
    this.#positions[partition] = Math.max(upTo, this.position(partition))
    for (const [group, ofGroup] of byGroup(events)) this.#deliver(group, ofGroup)
    for (const waiting of this.#waiting) {
      if (waiting.partition === partition && waiting.offset <= upTo) waiting.reached()
    }
  }

  /** From now on: the first event that comes is the first above {@link position}. */
  follow(group: GroupId, follower: Follower): void {
    const followers = this.#followers.get(group)
    if (followers) followers.add(follower)
    else this.#followers.set(group, new Set([follower]))
  }

  unfollow(group: GroupId, follower: Follower): void {
    const followers = this.#followers.get(group)
    if (followers?.delete(follower) && followers.size === 0) this.#followers.delete(group)
  }

  /** Whether a partition's position got to `offset` within `timeoutMs`. */
  whenAt(partition: number, offset: number, timeoutMs: number): Promise<boolean> {
    if (this.position(partition) >= offset) return Promise.resolve(true)
    return new Promise((resolve) => {
      const settle = (reached: boolean) => {
        clearTimeout(timer)
        this.#waiting.delete(waiting)
        resolve(reached)
      }
      const waiting: Waiting = { partition, offset, reached: () => settle(true) }
      const timer = setTimeout(() => settle(false), timeoutMs)
      this.#waiting.add(waiting)
    })
  }

  #deliver(group: GroupId, events: readonly FeedEvent[]): void {
    const followers = this.#followers.get(group)
    if (!followers) return
    const frame = eventsFrame(events)
    for (const follower of followers) follower.deliver(frame)
  }
}

function byGroup(events: readonly FeedEvent[]): ReadonlyMap<GroupId, readonly FeedEvent[]> {
  const groups = new Map<GroupId, FeedEvent[]>()
  for (const event of events) {
    const group = groups.get(event.group)
    if (group) group.push(event)
    else groups.set(event.group, [event])
  }
  return groups
}

interface Waiting {
  readonly partition: number
  readonly offset: number
  reached(): void
}
