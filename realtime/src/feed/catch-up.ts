import type { GroupId } from '@hanashi/schemas/group'
import type { HoldReason, PastReader, PastReaders } from '../past/past-reader.js'
import type { Feed } from './feed.js'
import { eventsWithin, type FeedEvent } from './feed-event.js'
import type { Limit } from './recent-events.js'

/** Where the events go. All calls are synchronous and must not throw. */
export interface Sink {
  /** Whether more may be given now. Where it may not, `whenReady` calls the last callback once, later, when it may. */
  ready(): boolean
  whenReady(callback: () => void): void
  /** In the log's order; all events of the group up to `upTo` have now been given. `events` may be empty. */
  take(events: readonly FeedEvent[], upTo: number): void
  /** Nothing is left up to the end that was asked for. Called once. */
  finish(): void
  /** Nothing can be given for now; it is tried again by itself. */
  hold(reason: HoldReason): void
  /** The log doesn't have what comes next any more. Called once, instead of `finish`. */
  gone(): void
}

/**
 * Brings one reader from a position to the live end (or to `to`), from the past first and then from memory. The cursor moves only over what has
 * been given. At the live end `finish` is called in the same tick in which the last event was given, so that a follower that
 * joins there misses and repeats nothing.
 */
export class CatchUp implements PastReader {
  readonly group: GroupId
  readonly partition: number
  readonly #feed: Feed
  readonly #past: PastReaders
  readonly #sink: Sink
  readonly #limit: Limit
  readonly #to: number
  #cursor: number
  #state: 'memory' | 'past' | 'ended' = 'memory'

  /** @param request.to the last offset that is wanted; the live end where it is left out */
  constructor(
    request: {
      readonly group: GroupId
      readonly partition: number
      readonly after: number
      readonly to?: number
    },
    parts: { readonly feed: Feed; readonly past: PastReaders; readonly sink: Sink; readonly limit: Limit },
  ) {
    this.group = request.group
    this.partition = request.partition
    this.#cursor = request.after
    this.#to = request.to ?? Infinity
    this.#feed = parts.feed
    this.#past = parts.past
    this.#sink = parts.sink
    this.#limit = parts.limit
  }

  get cursor(): number {
    return this.#cursor
  }

  /** Whether the next events are in memory, and not only in Kafka. */
  get inMemory(): boolean {
    return this.#cursor >= this.#feed.recent.floor(this.partition)
  }

  /** Gives what it can now; the rest follows by itself until `finish` or {@link stop}. */
  start(): void {
    this.#advance()
  }

  stop(): void {
    if (this.#state === 'past') this.#past.remove(this)
    this.#state = 'ended'
  }

  ready(): boolean {
    return this.#sink.ready()
  }

  whenReady(callback: () => void): void {
    this.#sink.whenReady(callback)
  }

  hold(reason: HoldReason): void {
    if (this.#state === 'past') this.#sink.hold(reason)
  }

  gone(): void {
    if (this.#state !== 'past') return
    this.stop()
    this.#sink.gone()
  }

  /** Events of the past up to `upTo`, read for this reader among others; those that it has had already are left out. */
  take(events: readonly FeedEvent[], upTo: number): void {
    if (this.#state !== 'past' || upTo <= this.#cursor) return
    this.#give(events, upTo)
    if (this.#stopped() || (this.#cursor < this.#to && !this.inMemory)) return
    this.#past.remove(this)
    this.#state = 'memory'
    this.#advance()
  }

  readonly #advance = (): void => {
    while (this.#state === 'memory') {
      if (this.#cursor >= this.#to) return this.#finish()
      if (!this.inMemory) {
        this.#state = 'past'
        return this.#past.add(this)
      }
      if (!this.#sink.ready()) return this.#sink.whenReady(this.#advance)
      const { events, complete } = this.#feed.recent.after(this.group, this.#cursor, this.#limit)
      const position = this.#feed.position(this.partition)
      const upTo = complete ? position : (events.at(-1)?.offset ?? position)
      this.#give(events, Math.max(upTo, this.#cursor))
      if (complete && !this.#stopped()) return this.#finish()
    }
  }

  #give(events: readonly FeedEvent[], upTo: number): void {
    const end = Math.min(upTo, this.#to)
    const wanted = eventsWithin(events, this.#cursor, end)
    this.#cursor = end
    this.#sink.take(wanted, end)
  }

  /** What is given may make the reader stop. */
  #stopped(): boolean {
    return this.#state === 'ended'
  }

  #finish(): void {
    this.#state = 'ended'
    this.#sink.finish()
  }
}
