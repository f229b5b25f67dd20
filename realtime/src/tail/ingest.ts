import type { FetchedPartition } from '@hanashi/log/fetch-client'
import type { LogRecord } from '@hanashi/log/record'
import { ReadModelUnavailable } from '@hanashi/read-model/unavailable'
import type { Generation } from '@hanashi/schemas/position'
import type { Feed } from '../feed/feed.js'
import { feedEvent, type FeedEvent } from '../feed/feed-event.js'
import type { JudgedOffsets } from '../feed/judged-offsets.js'
import type { LogEvents, Read } from '../log-events.js'
import type { Logger } from '../logger.js'
import type { FactsByOffset, FindFacts, Placed } from '../past/event-facts.js'
import type { LiveJudge } from './live-judge.js'

export interface IngestParts {
  readonly generation: Generation
  readonly logEvents: LogEvents
  readonly judge: LiveJudge
  readonly judged: JudgedOffsets
  readonly feed: Feed
  readonly findFacts: FindFacts
  /** For each partition the end of the log when this process began: what is below fills memory and is live for nobody. */
  readonly primedTo: readonly number[]
  /** For each partition the time from which on the window goes back as far as copies may be apart. */
  readonly coveredFromMs: readonly number[]
  readonly logger: Logger
  readonly now: () => number
}

/** How long the live end waits for the read model before it goes on without. */
const factsTimeoutMs = { live: 1_500, priming: 10_000 }
/** How long it isn't asked again then. */
const factsPauseMs = 5_000
/** How long a record whose schema nobody knows holds up its partition before it is passed over. */
const maxSchemaWaitMs = 60_000

/** Judges what was fetched from the live end and publishes it, one partition's batch after the other. */
export class Ingest {
  readonly #parts: IngestParts
  #factsPausedUntilMs = 0
  /** By partition: the record that waits for its schema. */
  readonly #waiting = new Map<number, { readonly offset: number; readonly sinceMs: number }>()

  constructor(parts: IngestParts) {
    this.#parts = parts
  }

  /** @returns the offset to fetch next: lower than `nextOffset` where a record has to wait for its schema */
  async take({ partition, records, nextOffset }: FetchedPartition): Promise<number> {
    const { batch, heldAt } = await this.#read(partition, records)
    const { judge, judged, feed, generation, primedTo, coveredFromMs, now } = this.#parts
    const priming = (records[0]?.offset ?? 0) < (primedTo[partition] ?? 0)
    const facts = await this.#facts(
      partition,
      judge.unknown(
        batch.map(({ placed }) => placed),
        !priming && now() >= (coveredFromMs[partition] ?? Infinity),
      ),
      priming ? 'priming' : 'live',
    )
    const events: FeedEvent[] = []
    for (const { placed, timestampMs } of batch) {
      const { event, offset } = placed
      const atMs = priming ? Math.min(timestampMs, now()) : now()
      if (judge.stands(partition, placed, facts.get(offset), atMs)) {
        events.push(feedEvent(event, { generation, partition, offset }, false))
      } else judged.drop(partition, offset)
    }
    const next = heldAt ?? nextOffset
    feed.publish({ partition, events, upTo: next - 1 })
    return next
  }

  async #read(partition: number, records: readonly LogRecord[]) {
    const batch: { readonly placed: Placed; readonly timestampMs: number }[] = []
    for (const record of records) {
      const read = await this.#parts.logEvents.read(partition, record)
      if (read.status === 'message') batch.push({ placed: read.placed, timestampMs: record.timestampMs })
      else if (read.status === 'waiting' && this.#waits(partition, record.offset))
        return { batch, heldAt: record.offset }
      else this.#passOver(partition, record, read)
    }
    return { batch, heldAt: undefined }
  }

  #waits(partition: number, offset: number): boolean {
    const nowMs = this.#parts.now()
    const waiting = this.#waiting.get(partition)
    if (waiting?.offset === offset) return nowMs - waiting.sinceMs < maxSchemaWaitMs
    this.#waiting.set(partition, { offset, sinceMs: nowMs })
    return true
  }

  #passOver(partition: number, { offset }: LogRecord, read: Read): void {
    if (read.status !== 'poison' && read.status !== 'waiting') return
    this.#parts.judged.drop(partition, offset)
    this.#parts.logger.error(
      { partition, offset, reason: read.reason },
      'a record that cannot be read is passed over',
    )
  }

  async #facts(
    partition: number,
    events: readonly Placed[],
    phase: keyof typeof factsTimeoutMs,
  ): Promise<FactsByOffset> {
    const { findFacts, now, logger } = this.#parts
    if (events.length === 0 || now() < this.#factsPausedUntilMs) return new Map()
    try {
      return await withTimeout(findFacts(partition, events), factsTimeoutMs[phase])
    } catch (error) {
      if (!(error instanceof ReadModelUnavailable)) throw error
      this.#factsPausedUntilMs = now() + factsPauseMs
      logger.warn({ err: error }, 'the live end goes on without the read model')
      return new Map()
    }
  }
}

async function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ReadModelUnavailable('the read model is too slow')), timeoutMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
