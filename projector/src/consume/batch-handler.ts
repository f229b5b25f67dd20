import type { EachBatchPayload } from 'kafkajs'
import type { Pool } from 'pg'
import type { OpenTopic } from '@hanashi/log/open-topic'
import { toLogRecord } from '@hanashi/log/record'
import type { EventDecoder } from '@hanashi/schemas/codec'
import { toEntry, type Entry, type UnknownSchemaEntry } from '../decode/entry.js'
import type { SchemaWaits } from '../decode/schema-wait.js'
import type { Logger } from '../logger.js'
import type { ProjectionMetrics } from '../metrics.js'
import { loadNextOffsets } from '../store/progress-rows.js'
import { project, type Outcome } from '../store/project.js'
import type { Beliefs } from './assignment.js'
import { cutChunks, type EntryChunk } from './chunks.js'
import { retryForEver } from './retry.js'

export interface BatchHandlerOptions {
  readonly pool: Pool
  readonly schema: string
  readonly decoder: EventDecoder
  readonly schemaWaits: SchemaWaits
  readonly beliefs: Beliefs
  readonly topics: ReadonlyMap<string, OpenTopic>
  readonly metrics: ProjectionMetrics
  readonly logger: Logger
  readonly seek: (topic: string, partition: number, offset: number) => void
  /** The log seems to end before what is projected: have it confirmed, and stop if it is. */
  readonly onShortLog: (topic: OpenTopic) => void
  /** How long a partition rests before the registry is asked again. */
  readonly schemaPauseMs?: number
}

/**
 * Takes batches as kafkajs brings them and projects what Postgres hasn't got yet. What kafkajs believes of offsets is advice: where it is
 * ahead of Postgres it is sought back, where it is behind its records are skipped. Nothing is thrown into kafkajs; a database that is
 * away is waited for, with heartbeats, until the partition is taken away.
 */
export function createBatchHandler(
  options: BatchHandlerOptions,
): (payload: EachBatchPayload) => Promise<void> {
  const { beliefs, metrics, logger } = options

  return async (payload) => {
    const { batch } = payload
    const topic = options.topics.get(batch.topic)
    if (!topic) return
    try {
      await handleBatch(payload, topic)
    } catch (error) {
      // A bug: without this kafkajs would stop for good. The batch comes again after the pause.
      logger.error(
        { err: error, topic: batch.topic, partition: batch.partition },
        'a batch could not be handled',
      )
      beliefs.forget(topic.kind, batch.partition)
      rest(payload)
    }
  }

  async function handleBatch(payload: EachBatchPayload, topic: OpenTopic): Promise<void> {
    const { batch } = payload
    const { partition } = batch
    const expected = await expectedOffset(payload, topic)
    if (expected === undefined) return
    if (Number(batch.highWatermark) < expected) {
      // A leader that has just been elected may say so for a moment.
      options.onShortLog(topic)
      rest(payload)
      return
    }
    const first = Number(batch.firstOffset() ?? batch.lastOffset())
    if (first > expected && fetchedOffset(batch, first) > expected) {
      logger.warn({ topic: batch.topic, partition, first, expected }, 'ahead of Postgres: seeking back')
      options.seek(batch.topic, partition, expected)
      return
    }
    const records = batch.messages
      .map(toLogRecord)
      .filter(({ offset }) => offset >= expected)
      .map((record) => toEntry(record, topic, partition, options.decoder))
    const next = Number(batch.lastOffset()) + 1
    if (records.length === 0) {
      payload.resolveOffset(String(Math.max(next, expected) - 1))
      return
    }
    await projectRecords(payload, topic, expected, records, next)
  }

  async function projectRecords(
    payload: EachBatchPayload,
    topic: OpenTopic,
    expected: number,
    records: readonly (Entry | UnknownSchemaEntry)[],
    next: number,
  ): Promise<void> {
    const { partition, highWatermark } = payload.batch
    const { chunks, stoppedBy } = cutChunks(records, next)
    let from = expected
    for (const chunk of chunks) {
      const outcome = await projectChunk(payload, topic, from, chunk)
      if (outcome === undefined) return
      if (outcome.status === 'fenced') {
        logger.warn({ topic: topic.topic, partition, from }, 'fenced: somebody else has projected this')
        metrics.fenced.inc()
        await seekToStored(payload, topic)
        return
      }
      from = chunk.to
      beliefs.set(topic.kind, partition, from)
      payload.resolveOffset(String(from - 1))
      report(topic, partition, chunk, outcome, Number(highWatermark))
      if (chunk !== chunks.at(-1) && !(await goOn(payload))) return
    }
    if (stoppedBy) await waitForSchema(payload, topic, from, stoppedBy)
  }

  /** Asks once; while there is no answer the partition rests, so that the others go on. */
  async function waitForSchema(
    payload: EachBatchPayload,
    topic: OpenTopic,
    from: number,
    record: UnknownSchemaEntry,
  ): Promise<void> {
    const { offset, group, schemaId } = record
    const wait = await options.schemaWaits.ask(schemaId)
    const { partition } = payload.batch
    if (wait.status === 'learned') {
      // Whoever lies about a schema's fingerprint would be asked about for ever.
      const raw = payload.batch.messages.find((message) => Number(message.offset) === offset)
      if (raw && toEntry(toLogRecord(raw), topic, partition, options.decoder).status !== 'unknown-schema')
        return
    }
    if (wait.status === 'waiting') {
      logger.warn({ topic: topic.topic, partition, offset, schemaId }, 'waiting for an unknown schema')
      rest(payload)
      return
    }
    const reason =
      wait.status === 'given-up'
        ? wait.reason
        : `the schema ${schemaId} has another fingerprint than the record says`
    await projectRecords(payload, topic, from, [{ status: 'poison', offset, group, reason }], offset + 1)
  }

  function projectChunk(
    payload: EachBatchPayload,
    topic: OpenTopic,
    from: number,
    chunk: EntryChunk,
  ): Promise<Outcome | undefined> {
    const { kind, generation } = topic
    const { partition } = payload.batch
    const whole = { kind, generation, topic: topic.topic, partition, from, ...chunk }
    return retryForEver(() => withHeartbeats(payload, () => project(options.pool, options.schema, whole)), {
      goOn: () => goOn(payload),
      onFailure: waitForDatabase,
    })
  }

  async function expectedOffset(payload: EachBatchPayload, topic: OpenTopic): Promise<number | undefined> {
    const { partition } = payload.batch
    const believed = beliefs.get(topic.kind, partition)
    if (believed !== undefined) return believed
    const stored = await retryForEver(() => loadNextOffsets(options.pool, options.schema, topic.kind), {
      goOn: () => goOn(payload),
      onFailure: waitForDatabase,
    })
    const next = stored?.get(partition)
    if (next !== undefined) beliefs.set(topic.kind, partition, next)
    return next
  }

  async function seekToStored(payload: EachBatchPayload, topic: OpenTopic): Promise<void> {
    beliefs.forget(topic.kind, payload.batch.partition)
    const next = await expectedOffset(payload, topic)
    if (next !== undefined) options.seek(topic.topic, payload.batch.partition, next)
  }

  function waitForDatabase(error: unknown, pauseMs: number): void {
    metrics.databaseRetries.inc()
    logger.error({ err: error, pauseMs }, 'the database cannot take the batch; it is tried again')
  }

  function report(
    topic: OpenTopic,
    partition: number,
    chunk: EntryChunk,
    outcome: Extract<Outcome, { status: 'committed' }>,
    highWatermark: number,
  ): void {
    metrics.events.inc(chunk.entries.length)
    metrics.batchSize.observe(chunk.entries.length)
    metrics.lag.set({ kind: topic.kind, partition: String(partition) }, Math.max(0, highWatermark - chunk.to))
    for (const { offset, group, reason } of outcome.parked) {
      metrics.parked.inc()
      logger.error({ topic: topic.topic, partition, offset, group, reason }, 'parked an event')
    }
  }

  function rest(payload: EachBatchPayload): void {
    setTimeout(payload.pause(), options.schemaPauseMs ?? 1_000).unref()
  }
}

/** Whether the batch is still ours to work on. Sends the heartbeat that keeps it so; a failed one means that the group moves on. */
async function goOn(payload: EachBatchPayload): Promise<boolean> {
  if (!payload.isRunning() || payload.isStale()) return false
  try {
    await payload.heartbeat()
  } catch (error) {
    if (error instanceof Error) return false
    throw error
  }
  return payload.isRunning() && !payload.isStale()
}

/** A long transaction doesn't cost the membership. A heartbeat that fails is noticed by the next {@link goOn}. */
async function withHeartbeats<T>(payload: EachBatchPayload, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => void payload.heartbeat().catch(() => undefined), 1_000)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}

/** What was asked for: offsets aren't dense, so the first record may be above it. kafkajs has it, its types don't. */
function fetchedOffset(batch: object, firstOffset: number): number {
  return 'fetchedOffset' in batch && typeof batch.fetchedOffset === 'string'
    ? Number(batch.fetchedOffset)
    : firstOffset
}
