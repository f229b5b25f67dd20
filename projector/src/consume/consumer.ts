import { setTimeout as sleep } from 'node:timers/promises'
import { type Kafka, type Consumer, type EachBatchPayload } from 'kafkajs'
import type { FetchClient } from '@hanashi/log/fetch-client'
import type { OpenTopic } from '@hanashi/log/open-topic'
import type { TopicKind } from '@hanashi/schemas/topics'
import type { Logger } from '../logger.js'
import type { Beliefs } from './assignment.js'

export interface ConsumerOptions {
  readonly kafka: Kafka
  readonly groupId: string
  readonly topics: ReadonlyMap<string, OpenTopic>
  readonly beliefs: Beliefs
  readonly ends: FetchClient
  readonly loadNextOffsets: (kind: TopicKind) => Promise<ReadonlyMap<number, number>>
  readonly logger: Logger
  readonly onFatal: (error: Error) => void
  /** Partitions were assigned anew: what was known of the old ones is another member's affair. */
  readonly onAssigned: () => void
  /** How many partitions are worked on at once. */
  readonly concurrency: number
}

/** A stored offset is beyond the log's end: this is a shorter log than the one that was projected. */
export class LogShorterThanReadModel extends Error {
  override readonly name = 'LogShorterThanReadModel'
}

const commitEveryMs = 5_000
const restartPauseMs = 1_000

/**
 * A member of the consumer group, for as long as it is wanted: a consumer that crashed is replaced. The group decides who works on which
 * partition; offsets are Postgres' (sought at each assignment). They are committed to Kafka now and then for its tools alone.
 */
export class ProjectionConsumer {
  readonly #options: ConsumerOptions
  #consumer: Consumer | undefined
  #running: Promise<void> | undefined
  readonly #stopping = new AbortController()
  #lastFetchMs = 0
  readonly #committed = new Map<string, number>()
  #assigned: ReadonlyMap<string, readonly number[]> = new Map()

  constructor(options: ConsumerOptions) {
    this.#options = options
  }

  start(eachBatch: (payload: EachBatchPayload) => Promise<void>): void {
    this.#running = this.#run(eachBatch)
  }

  /** Waits for the transactions in progress, then leaves the group, so that the others take over at once. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  /** When Kafka last answered a fetch, in milliseconds since the epoch; 0 for never. */
  get lastFetchMs(): number {
    return this.#lastFetchMs
  }

  /** Partitions by topic that are this member's. */
  get assigned(): ReadonlyMap<string, readonly number[]> {
    return this.#assigned
  }

  seek(topic: string, partition: number, offset: number): void {
    this.#consumer?.seek({ topic, partition, offset: String(offset) })
  }

  /** Compares the stored offsets with the log's ends, as the leaders know them; a shorter log is fatal. */
  async checkEnds(topic: OpenTopic): Promise<void> {
    const stored = await this.#options.loadNextOffsets(topic.kind)
    const ends = await this.#options.ends.endOffsets(topic.topic)
    for (const [partition, next] of stored) {
      const end = ends[partition]
      if (end === undefined || end >= next) continue
      this.#options.onFatal(
        new LogShorterThanReadModel(
          `${topic.topic}, partition ${partition} ends at ${end}, but everything below ${next} has been projected: ` +
            `this is a shorter log than before. Make a new generation of the topic and rebuild the read models`,
        ),
      )
    }
  }

  async #run(eachBatch: (payload: EachBatchPayload) => Promise<void>): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      const { promise: ended, resolve: end } = deferred<Error | undefined>()
      const consumer = this.#make(end)
      const stop = () => end(undefined)
      signal.addEventListener('abort', stop)
      this.#consumer = consumer
      const commits = setInterval(() => void this.#commit(consumer), commitEveryMs)
      try {
        await consumer.connect()
        await consumer.subscribe({ topics: [...this.#options.topics.keys()], fromBeginning: true })
        await consumer.run({
          autoCommit: false,
          eachBatchAutoResolve: false,
          partitionsConsumedConcurrently: this.#options.concurrency,
          eachBatch,
        })
        const crash = await ended
        if (crash) throw crash
        await this.#commit(consumer)
      } catch (error) {
        this.#options.logger.error({ err: error }, 'the consumer crashed; another one takes its place')
      } finally {
        clearInterval(commits)
        signal.removeEventListener('abort', stop)
      }
      await this.#dispose(consumer)
      await pause(restartPauseMs, signal)
    }
  }

  /** For the lag that Kafka's tools show; nobody reads these offsets to go on from. */
  async #commit(consumer: Consumer): Promise<void> {
    const { topics, beliefs, logger } = this.#options
    const offsets = [...topics.values()].flatMap(({ topic, kind }) =>
      (this.#assigned.get(topic) ?? []).flatMap((partition) => {
        const next = beliefs.get(kind, partition)
        if (next === undefined || this.#committed.get(`${topic}/${partition}`) === next) return []
        this.#committed.set(`${topic}/${partition}`, next)
        return [{ topic, partition, offset: String(next) }]
      }),
    )
    if (offsets.length === 0) return
    try {
      await consumer.commitOffsets(offsets)
    } catch (error) {
      logger.info({ err: error }, 'offsets could not be committed for the tools of Kafka')
    }
  }

  #make(onCrash: (error: Error) => void): Consumer {
    const consumer = this.#options.kafka.consumer({
      groupId: this.#options.groupId,
      sessionTimeout: 10_000,
      heartbeatInterval: 1_000,
      rebalanceTimeout: 15_000,
      maxWaitTimeInMs: 200,
      // One way to come back from a crash: ours.
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, restartOnFailure: async () => false },
    })
    consumer.on(consumer.events.CRASH, ({ payload }) => onCrash(payload.error))
    consumer.on(consumer.events.FETCH, () => {
      this.#lastFetchMs = Date.now()
    })
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.#assigned = new Map(Object.entries(payload.memberAssignment))
      return this.#seekToStored(consumer)
    })
    return consumer
  }

  /** What was fetched before this is done is compared with Postgres by the batch handler, which knows nothing either. */
  async #seekToStored(consumer: Consumer): Promise<void> {
    const { beliefs, topics, logger, loadNextOffsets } = this.#options
    beliefs.clear()
    this.#options.onAssigned()
    logger.info({ assigned: Object.fromEntries(this.#assigned) }, 'partitions assigned')
    try {
      for (const topic of topics.values()) {
        const partitions = this.#assigned.get(topic.topic) ?? []
        if (partitions.length === 0) continue
        const stored = await loadNextOffsets(topic.kind)
        for (const partition of partitions) {
          const next = stored.get(partition)
          if (next === undefined || this.#consumer !== consumer) continue
          consumer.seek({ topic: topic.topic, partition, offset: String(next) })
        }
        await this.checkEnds(topic)
      }
    } catch (error) {
      logger.warn({ err: error }, 'could not seek at the assignment; each batch is compared instead')
    }
  }

  async #dispose(consumer: Consumer): Promise<void> {
    this.#consumer = undefined
    this.#assigned = new Map()
    try {
      await consumer.disconnect()
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'the consumer could not be disconnected')
    }
  }
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
