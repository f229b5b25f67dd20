import { ErrorCode } from '../protocol/errors.js'
import type { BatchHeader } from './record-batch.js'

interface KeptBatch {
  readonly firstSequence: number
  readonly lastSequence: number
  readonly firstOffset: number
  readonly timestamp: number
}

interface ProducerState {
  epoch: number
  lastAppendMs: number
  /** The last five, oldest first. */
  batches: KeptBatch[]
}

export type SequenceCheck =
  | { readonly kind: 'append' }
  | { readonly kind: 'duplicate'; readonly firstOffset: number; readonly timestamp: number }
  | { readonly kind: 'refused'; readonly error: ErrorCode; readonly message: string }

/** What a checkpoint keeps: [producer id, epoch, last append, [first, last sequence, first offset, timestamp]…]. */
export type SavedProducer = readonly [
  number,
  number,
  number,
  readonly (readonly [number, number, number, number])[],
]

const keptBatches = 5
const maxSequence = 0x7fff_ffff
const expiryMs = 24 * 60 * 60 * 1000
/** Beyond it the producer that appended least lately is forgotten. */
const maxProducers = 20_000

/**
 * The idempotent producers of one partition, by Kafka's rules: a sequence follows the last one, a copy of one of the last five
 * batches is answered with its first offset, a gap is refused, an older epoch is fenced, a newer one begins at 0. A producer that
 * isn't known (its records are gone, or a day has passed) may begin anywhere.
 */
export class ProducerStates {
  /** Least lately appended first. */
  readonly #states = new Map<number, ProducerState>()

  check(header: BatchHeader): SequenceCheck {
    if (header.producerId < 0) return { kind: 'append' }
    const state = this.#states.get(header.producerId)
    if (state === undefined) return { kind: 'append' }
    const first = header.baseSequence
    if (header.producerEpoch < state.epoch)
      return refused(
        ErrorCode.INVALID_PRODUCER_EPOCH,
        `Epoch ${header.producerEpoch} is older than ${state.epoch}.`,
      )
    if (header.producerEpoch > state.epoch)
      return first === 0
        ? { kind: 'append' }
        : refused(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, 'A new epoch begins at sequence 0.')
    const last = sequenceAfter(first, header.lastOffsetDelta)
    const copy = state.batches.find((batch) => batch.firstSequence === first && batch.lastSequence === last)
    if (copy !== undefined)
      return { kind: 'duplicate', firstOffset: copy.firstOffset, timestamp: copy.timestamp }
    const expected = sequenceAfter(state.batches.at(-1)?.lastSequence ?? -1, 1)
    return first === expected
      ? { kind: 'append' }
      : refused(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, `Sequence ${first} where ${expected} is next.`)
  }

  /** Remembers a batch that is in the log at `firstOffset`. */
  appended(header: BatchHeader, firstOffset: number, nowMs: number): void {
    if (header.producerId < 0) return
    const before = this.#states.get(header.producerId)
    const batches = before?.epoch === header.producerEpoch ? before.batches : []
    batches.push({
      firstSequence: header.baseSequence,
      lastSequence: sequenceAfter(header.baseSequence, header.lastOffsetDelta),
      firstOffset,
      timestamp: header.maxTimestamp,
    })
    if (batches.length > keptBatches) batches.shift()
    this.#states.delete(header.producerId)
    this.#states.set(header.producerId, { epoch: header.producerEpoch, lastAppendMs: nowMs, batches })
    for (const oldest of this.#states.keys()) {
      if (this.#states.size <= maxProducers) break
      this.#states.delete(oldest)
    }
  }

  expire(nowMs: number): void {
    for (const [producerId, state] of this.#states) {
      if (nowMs - state.lastAppendMs < expiryMs) break
      this.#states.delete(producerId)
    }
  }

  save(): SavedProducer[] {
    return [...this.#states].map(([producerId, { epoch, lastAppendMs, batches }]) => [
      producerId,
      epoch,
      lastAppendMs,
      batches.map((batch) => [batch.firstSequence, batch.lastSequence, batch.firstOffset, batch.timestamp]),
    ])
  }

  restore(saved: readonly SavedProducer[]): void {
    this.#states.clear()
    for (const [producerId, epoch, lastAppendMs, batches] of saved)
      this.#states.set(producerId, {
        epoch,
        lastAppendMs,
        batches: batches.map(([firstSequence, lastSequence, firstOffset, timestamp]) => ({
          firstSequence,
          lastSequence,
          firstOffset,
          timestamp,
        })),
      })
  }
}

const refused = (error: ErrorCode, message: string): SequenceCheck => ({ kind: 'refused', error, message })

/** Sequences count to 2^31 - 1 and go on at 0. */
function sequenceAfter(sequence: number, increment: number): number {
  const next = sequence + increment
  return next > maxSequence ? next - maxSequence - 1 : next
}
