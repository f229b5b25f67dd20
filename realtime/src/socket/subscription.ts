import type { GroupId } from '@hanashi/schemas/group'
import type { ResyncReason, SubscribeAck } from '@hanashi/schemas/socket'
import { CatchUp, type Sink } from '../feed/catch-up.js'
import type { Feed, Follower } from '../feed/feed.js'
import type { FeedEvent } from '../feed/feed-event.js'
import { eventsFrame, type Frame } from '../feed/frame.js'
import type { HoldReason, PastReaders } from '../past/past-reader.js'
import type { Metrics } from '../metrics.js'
import { failure } from './failure.js'
import type { Outgoing } from './outgoing.js'
import { resyncFailure } from './resync.js'

export interface SubscriptionParts {
  readonly feed: Feed
  readonly past: PastReaders
  readonly outgoing: Outgoing
  readonly metrics: Metrics
  readonly maxCatchUpBytes: number
  readonly positionAt: (partition: number, offset: number) => string
  /** The subscription has ended by itself. */
  readonly ended: (why: { readonly resync: ResyncReason } | 'refused') => void
}

/**
 * One group of one socket: catches up from `after`, then follows. Every event that stands above `after` is delivered once, in the log's order;
 * the answer goes out before the first of them.
 */
export class Subscription implements Sink, Follower {
  readonly #group: GroupId
  readonly #partition: number
  readonly #parts: SubscriptionParts
  readonly #catchUp: CatchUp
  readonly #after: number
  #answer: ((answer: SubscribeAck) => void) | undefined
  #live = false
  #ended = false
  #givenBytes = 0

  constructor(
    at: { readonly group: GroupId; readonly partition: number; readonly after: number },
    parts: SubscriptionParts,
    answer: (answer: SubscribeAck) => void,
  ) {
    this.#group = at.group
    this.#partition = at.partition
    this.#after = at.after
    this.#parts = parts
    this.#answer = answer
    this.#catchUp = new CatchUp(at, { ...parts, sink: this, limit: memoryLimit })
  }

  /** Everything up to here has been handed to the socket. */
  get position(): string {
    const offset = this.#live ? this.#parts.feed.position(this.#partition) : this.#catchUp.cursor
    return this.#parts.positionAt(this.#partition, offset)
  }

  start(): void {
    this.#parts.metrics.catchUp(this.#catchUp.inMemory ? 'memory' : 'kafka')
    this.#catchUp.start()
  }

  /** Nothing is delivered after this. An answer that is still owed says so. */
  stop(): void {
    if (this.#ended) return
    this.#ended = true
    this.#catchUp.stop()
    this.#parts.feed.unfollow(this.#group, this)
    this.#reply(failure('superseded', 'A later request for this group took the place of this one.'))
  }

  deliver(frame: Frame): void {
    this.#parts.outgoing.write(frame)
    this.#parts.metrics.eventsOut(frame.eventCount)
  }

  ready(): boolean {
    return this.#parts.outgoing.ready()
  }

  whenReady(callback: () => void): void {
    this.#parts.outgoing.whenReady(this, callback)
  }

  take(events: readonly FeedEvent[]): void {
    this.#started()
    if (events.length === 0) return
    const frame = eventsFrame(events)
    this.deliver(frame)
    this.#givenBytes += frame.bytes
    if (this.#givenBytes > this.#parts.maxCatchUpBytes) this.#resync('gap-too-long')
  }

  finish(): void {
    this.#started()
    this.#live = true
    this.#parts.feed.follow(this.#group, this)
  }

  hold(reason: HoldReason): void {
    // Once it has begun it waits for as long as it takes: what comes next is not lost, only late.
    if (this.#answer) this.#end('refused', failure(reason, holdDetails[reason]))
  }

  gone(): void {
    this.#resync('position-gone')
  }

  #resync(reason: ResyncReason): void {
    this.#end({ resync: reason }, resyncFailure(this.#group, reason))
  }

  #started(): void {
    this.#reply({ ok: true, position: this.#parts.positionAt(this.#partition, this.#after) })
  }

  #end(why: Parameters<SubscriptionParts['ended']>[0], answer: SubscribeAck): void {
    this.#reply(answer)
    this.stop()
    this.#parts.ended(why)
  }

  #reply(answer: SubscribeAck): void {
    const reply = this.#answer
    this.#answer = undefined
    reply?.(answer)
  }
}

/** Of one frame from memory. */
const memoryLimit = { maxEvents: 1_000, maxSize: 256 * 1024 }

export const holdDetails: { readonly [Reason in HoldReason]: string } = {
  'read-model-unavailable': 'What was deleted since can not be looked up at the moment. Try again.',
  'projection-behind': 'The projection has not got to what you ask for. Try again.',
  'group-parked': 'An operator has to look at this group first. Try again later.',
  'log-unavailable': 'The log does not answer. Try again.',
  'upstream-unavailable': 'The schema registry does not answer. Try again.',
}
