import { eventType } from '@hanashi/schemas/events'
import type { GroupId } from '@hanashi/schemas/group'
import { blanked, heldBytes, type FeedEvent } from './feed-event.js'
import { OffsetQueue } from './offset-queue.js'

/**
 * The latest events of all partitions, at most `maxBytes` of them; the oldest to come is the first to go. For each partition it is
 * complete above its floor: every event that stands and has a higher offset is here. Texts of deleted messages are not.
 */
export class RecentEvents {
  readonly #maxBytes: number
  readonly #floors: number[]
  readonly #byGroup = new Map<GroupId, OffsetQueue<FeedEvent>>()
  readonly #arrivals = new OffsetQueue<Arrival>()
  #bytes = 0

  /** @param floors for each partition the offset above which events will be appended */
  constructor(maxBytes: number, floors: readonly number[]) {
    this.#maxBytes = maxBytes
    this.#floors = [...floors]
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Every event of the partition above this offset is in memory. */
  floor(partition: number): number {
    return this.#floors[partition] ?? Infinity
  }

  /** Events of one partition must come in the log's order. A delete blanks what is here of its message. */
  append(partition: number, event: FeedEvent): void {
    if (event.type === eventType.MessageDeleted) this.#blank(event)
    let queue = this.#byGroup.get(event.group)
    if (!queue) this.#byGroup.set(event.group, (queue = new OffsetQueue()))
    queue.push(event)
    const bytes = heldBytes(event)
    this.#arrivals.push({ partition, group: event.group, offset: event.offset, bytes })
    this.#bytes += bytes
    while (this.#bytes > this.#maxBytes) this.#evict()
  }

  /**
   * Events of a group above an offset, from the oldest on.
   * @param limit where to stop: at least one event is given where there is one, then as many as fit
   */
  after(
    group: GroupId,
    offset: number,
    limit: Limit,
  ): { readonly events: readonly FeedEvent[]; readonly complete: boolean } {
    const queue = this.#byGroup.get(group)
    const events: FeedEvent[] = []
    let size = 0
    for (const event of queue?.after(offset) ?? []) {
      if (events.length > 0 && (events.length >= limit.maxEvents || size + event.size > limit.maxSize)) {
        return { events, complete: false }
      }
      size += event.size
      events.push(event)
    }
    return { events, complete: true }
  }

  #blank({ group, messageId }: FeedEvent): void {
    this.#byGroup.get(group)?.replace((event) => (event.messageId === messageId ? blanked(event) : event))
  }

  #evict(): void {
    const oldest = this.#arrivals.shift()
    if (!oldest) return
    const queue = this.#byGroup.get(oldest.group)
    queue?.shift()
    if (queue?.size === 0) this.#byGroup.delete(oldest.group)
    this.#floors[oldest.partition] = oldest.offset
    this.#bytes -= oldest.bytes
  }
}

export interface Limit {
  readonly maxEvents: number
  /** Sum of the events' sizes. */
  readonly maxSize: number
}

interface Arrival {
  readonly partition: number
  readonly group: GroupId
  readonly offset: number
  readonly bytes: number
}
