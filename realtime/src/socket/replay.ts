import { problemDocument, type ProblemDocument } from '@hanashi/schemas/problems'
import type { GroupId } from '@hanashi/schemas/group'
import type { ReplayChunk } from '@hanashi/schemas/socket'
import { CatchUp, type Sink } from '../feed/catch-up.js'
import type { Feed } from '../feed/feed.js'
import type { FeedEvent } from '../feed/feed-event.js'
import type { HoldReason, PastReaders } from '../past/past-reader.js'
import { holdDetails } from './subscription.js'

export interface ReplayParts {
  readonly feed: Feed
  readonly past: PastReaders
  readonly positionAt: (partition: number, offset: number) => string
  /** Sends a chunk and calls back, later, with whether the client acknowledged it in time. */
  readonly send: (chunk: ReplayChunk, done: (acknowledged: boolean) => void) => void
  /** How long a replay may go without getting anything from the past. */
  readonly maxHeldMs: number
  /** The replay is over: all of it was sent, it failed, or the client stopped acknowledging. */
  readonly ended: () => void
}

/** A stretch without events of the group still gets a chunk now and then, so that its position is seen to move. */
const quietMs = 1_000
const memoryLimit = { maxEvents: 1_000, maxSize: 256 * 1024 }

/** A range of a group's history, in chunks; the next goes out after the client has acknowledged the one before, and the last says `done`. */
export class Replay implements Sink {
  readonly #id: string
  readonly #partition: number
  readonly #parts: ReplayParts
  readonly #catchUp: CatchUp
  #sending = false
  #onReady: (() => void) | undefined
  #lastChunkMs = Date.now()
  #heldSinceMs: number | undefined

  constructor(
    id: string,
    range: {
      readonly group: GroupId
      readonly partition: number
      readonly after: number
      readonly to: number
    },
    parts: ReplayParts,
  ) {
    this.#id = id
    this.#partition = range.partition
    this.#parts = parts
    this.#catchUp = new CatchUp(range, { ...parts, sink: this, limit: memoryLimit })
  }

  start(): void {
    this.#catchUp.start()
  }

  stop(): void {
    this.#catchUp.stop()
    this.#onReady = undefined
  }

  ready(): boolean {
    return !this.#sending
  }

  whenReady(callback: () => void): void {
    this.#onReady = callback
  }

  take(events: readonly FeedEvent[], upTo: number): void {
    this.#heldSinceMs = undefined
    if (events.length === 0 && Date.now() - this.#lastChunkMs < quietMs) return
    this.#send({
      id: this.#id,
      events: events.map(({ view }) => view),
      position: this.#parts.positionAt(this.#partition, upTo),
      done: false,
    })
  }

  finish(): void {
    this.#last(undefined)
  }

  hold(reason: HoldReason): void {
    const nowMs = Date.now()
    this.#heldSinceMs ??= nowMs
    if (nowMs - this.#heldSinceMs < this.#parts.maxHeldMs) return
    this.#catchUp.stop()
    this.#last(problemDocument(reason, holdDetails[reason]))
  }

  gone(): void {
    this.#last(
      problemDocument('position-gone', 'The log begins after this position. Ask again without "from".'),
    )
  }

  /** The end, after the acknowledgement of what went before. */
  #last(error: ProblemDocument | undefined): void {
    const chunk: ReplayChunk = {
      id: this.#id,
      events: [],
      position: this.#parts.positionAt(this.#partition, this.#catchUp.cursor),
      done: true,
      ...(error && { error }),
    }
    const send = () => {
      this.#send(chunk)
      this.#parts.ended()
    }
    if (this.#sending) this.#onReady = send
    else send()
  }

  #send(chunk: ReplayChunk): void {
    this.#sending = true
    this.#lastChunkMs = Date.now()
    this.#parts.send(chunk, (acknowledged) => {
      this.#sending = false
      if (!acknowledged) {
        this.stop()
        this.#parts.ended()
        return
      }
      const onReady = this.#onReady
      this.#onReady = undefined
      onReady?.()
    })
  }
}
