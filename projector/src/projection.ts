import type { Pool } from 'pg'
import { FetchClient } from '@hanashi/log/fetch-client'
import { createKafka, type KafkaSettings } from '@hanashi/log/kafka'
import type { OpenTopic } from '@hanashi/log/open-topic'
import { createSchemaSource } from '@hanashi/log/schema-source'
import { waitForTopic } from '@hanashi/log/wait-for-topic'
import { EventDecoder } from '@hanashi/schemas/codec'
import type { TopicKind } from '@hanashi/schemas/topics'
import { Beliefs } from './consume/assignment.js'
import { createBatchHandler } from './consume/batch-handler.js'
import { ProjectionConsumer } from './consume/consumer.js'
import { retryForEver } from './consume/retry.js'
import { SchemaWaits } from './decode/schema-wait.js'
import type { Logger } from './logger.js'
import type { ProjectionMetrics } from './metrics.js'
import { ensureProgressRows, GenerationMismatch, loadNextOffsets } from './store/progress-rows.js'

export interface ProjectionOptions {
  readonly pool: Pool
  /** The version of the read models that is filled, such as `rm_1`. */
  readonly schema: string
  readonly kafka: KafkaSettings
  readonly registryUrl: string
  readonly topics: Readonly<Record<TopicKind, string>>
  readonly partitionsAtOnce: number
  readonly metrics: ProjectionMetrics
  readonly logger: Logger
  /** Of the consumer group; by default one for this log and this version. */
  readonly groupId?: string
  readonly schemaPatienceMs?: number
}

export type ProjectionState =
  | { readonly status: 'waiting'; readonly waitsFor: string }
  | { readonly status: 'running' }
  /** Going on would corrupt: an operator has to do something. */
  | { readonly status: 'stopped'; readonly reason: string }

/**
 * Fills one version of the read models, from wherever it is, until it is stopped. What it needs may come in any order; it waits. A second
 * one beside it shares the partitions.
 */
export class Projection {
  readonly #options: ProjectionOptions
  readonly #stopping = new AbortController()
  readonly #ends: FetchClient
  #state: ProjectionState = { status: 'waiting', waitsFor: 'its start' }
  #consumer: ProjectionConsumer | undefined
  #topics: readonly OpenTopic[] = []
  #running: Promise<void> | undefined

  constructor(options: ProjectionOptions) {
    this.#options = options
    this.#ends = new FetchClient({ ...options.kafka, clientId: `${options.kafka.clientId}-ends` })
  }

  start(): void {
    this.#running = this.#run().catch((error: unknown) => this.#stopFor(error))
  }

  get state(): ProjectionState {
    return this.#state
  }

  get topics(): readonly OpenTopic[] {
    return this.#topics
  }

  /** Partitions by topic that are this process's. */
  get assigned(): ReadonlyMap<string, readonly number[]> {
    return this.#consumer?.assigned ?? new Map<string, readonly number[]>()
  }

  /** When Kafka last answered a fetch, in milliseconds since the epoch; 0 for never. */
  get lastFetchMs(): number {
    return this.#consumer?.lastFetchMs ?? 0
  }

  /** The offset that the next record of each partition will have, by partition. */
  endOffsets(topic: string): Promise<readonly number[]> {
    return this.#ends.endOffsets(topic)
  }

  /** Lets transactions in progress end and leaves the group. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
    await this.#consumer?.stop()
    await this.#ends.close()
  }

  async #run(): Promise<void> {
    const { pool, schema, kafka, registryUrl, logger, metrics, partitionsAtOnce } = this.#options
    const topics = await this.#open()
    if (!topics) return
    this.#topics = topics
    const byName = new Map(topics.map((topic) => [topic.topic, topic]))
    const beliefs = new Beliefs()
    const decoder = new EventDecoder()
    const patienceMs = this.#options.schemaPatienceMs
    const schemaWaits = new SchemaWaits({
      decoder,
      source: createSchemaSource(registryUrl),
      ...(patienceMs === undefined ? {} : { patienceMs }),
    })
    const consumer = new ProjectionConsumer({
      kafka: createKafka(kafka),
      groupId: this.#options.groupId ?? `hanashi-projector.${schema}.${this.#options.topics.groups}`,
      topics: byName,
      beliefs,
      ends: this.#ends,
      loadNextOffsets: (kind) => loadNextOffsets(pool, schema, kind),
      logger,
      onFatal: (error) => this.#stopFor(error),
      onAssigned: () => metrics.lag.reset(),
      concurrency: partitionsAtOnce,
    })
    this.#consumer = consumer
    const handler = createBatchHandler({
      pool,
      schema,
      decoder,
      schemaWaits,
      beliefs,
      topics: byName,
      metrics,
      logger,
      seek: (topic, partition, offset) => consumer.seek(topic, partition, offset),
      onShortLog: (topic) => {
        consumer.checkEnds(topic).catch((error: unknown) => {
          logger.warn({ err: error }, 'the end of the log could not be read')
        })
      },
    })
    this.#state = { status: 'running' }
    consumer.start(handler)
  }

  /** @returns undefined where it was stopped meanwhile */
  async #open(): Promise<readonly OpenTopic[] | undefined> {
    const { kafka, topics, pool, schema, logger } = this.#options
    const { signal } = this.#stopping
    const waitingFor = (reason: string) => {
      this.#state = { status: 'waiting', waitsFor: reason }
    }
    const open = (kind: TopicKind) => waitForTopic(kafka, topics[kind], kind, { signal, waitingFor })
    try {
      const opened = [await open('groups'), await open('users')]
      await this.#ends.connect()
      let mismatch: GenerationMismatch | undefined
      await retryForEver(
        async () => {
          for (const topic of opened) await ensureProgressRows(pool, schema, topic)
        },
        {
          goOn: () => !signal.aborted && !mismatch,
          onFailure: (error) => {
            if (error instanceof GenerationMismatch) mismatch = error
            waitingFor('the database and its migrations')
            logger.warn({ err: error }, 'the progress of the projection cannot be read yet')
          },
        },
      )
      if (mismatch) throw mismatch
      return signal.aborted ? undefined : opened
    } catch (error) {
      if (signal.aborted) return undefined
      throw error
    }
  }

  #stopFor(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    if (this.#state.status === 'stopped') return
    this.#state = { status: 'stopped', reason }
    this.#options.logger.error({ err: error }, 'the projection is stopped: going on would corrupt')
    void this.#consumer?.stop()
  }
}
