import { setTimeout as sleep } from 'node:timers/promises'
import type { FetchClient } from '@hanashi/log/fetch-client'
import { FetchError } from '@hanashi/log/fetch-error'
import type { Logger } from '../logger.js'
import type { Ingest } from './ingest.js'

/** How long an answer of Kafka may wait for the first record. */
const maxWaitMs = 500
const schemaRetryMs = 1_000
const maxBackoffMs = 2_000

export interface TailOptions {
  readonly client: FetchClient
  readonly topic: string
  /** Where to begin, for each partition. */
  readonly from: readonly number[]
  readonly ingest: Ingest
  readonly logger: Logger
}

/**
 * Follows the live end of every partition with offsets of its own, one fetch loop for each broker that leads some. The next offset moves
 * only past what was published, so that nothing is skipped or published twice whatever fails. While Kafka is away it tries again.
 */
export class Tail {
  readonly #options: TailOptions
  readonly #next: number[]
  readonly #ends: number[]
  readonly #heldUntilMs = new Map<number, number>()
  readonly #stopping = new AbortController()
  #lastAnswerMs = 0

  constructor(options: TailOptions) {
    this.#options = options
    this.#next = [...options.from]
    this.#ends = options.from.map(() => 0)
  }

  /** When Kafka last answered a fetch, in milliseconds since the epoch; 0 before the first. */
  get lastAnswerMs(): number {
    return this.#lastAnswerMs
  }

  /** The offset that the partition's next record will have, as of the last answer. */
  end(partition: number): number {
    return this.#ends[partition] ?? 0
  }

  /** Records that are in the log and not yet published. */
  lag(partition: number): number {
    return Math.max(0, this.end(partition) - (this.#next[partition] ?? 0))
  }

  /**
   * Until {@link stop}.
   * @throws FetchError `offset-out-of-range` where the log is shorter than what was read of it: another log than at the start
   */
  async run(): Promise<void> {
    const { client, topic, logger } = this.#options
    const { signal } = this.#stopping
    let backoffMs = 100
    while (!signal.aborted) {
      try {
        const leaders = await client.partitionsByLeader(topic)
        backoffMs = 100
        await allUntilOneEnds(leaders, (partitions, ended) =>
          this.#follow(partitions, AbortSignal.any([signal, ended])),
        )
      } catch (error) {
        if (!(error instanceof FetchError) || error.kind === 'offset-out-of-range') throw error
        logger.warn({ err: error, backoffMs }, 'the live end of the log cannot be read')
        await sleep(backoffMs)
        backoffMs = Math.min(2 * backoffMs, maxBackoffMs)
      }
    }
  }

  /** {@link run} ends after the answers that are on their way. */
  stop(): void {
    this.#stopping.abort()
  }

  async #follow(partitions: readonly number[], signal: AbortSignal): Promise<void> {
    const { client, topic, ingest } = this.#options
    while (!signal.aborted) {
      const wanted = partitions.filter((partition) => (this.#heldUntilMs.get(partition) ?? 0) <= Date.now())
      if (wanted.length === 0) {
        await sleep(schemaRetryMs)
        continue
      }
      const answer = await client.fetch({
        topic,
        partitions: wanted.map((partition) => ({ partition, offset: this.#next[partition] ?? 0 })),
        maxWaitMs,
      })
      this.#lastAnswerMs = Date.now()
      await Promise.all(
        answer.map(async (fetched) => {
          this.#ends[fetched.partition] = fetched.highWatermark
          if (fetched.nextOffset === this.#next[fetched.partition]) return
          const next = await ingest.take(fetched)
          this.#next[fetched.partition] = next
          if (next < fetched.nextOffset) this.#heldUntilMs.set(fetched.partition, Date.now() + schemaRetryMs)
        }),
      )
    }
  }
}

/** Runs all; when one ends, the others are told to, and the first failure is thrown once all have. */
async function allUntilOneEnds<T>(
  items: readonly T[],
  run: (item: T, ended: AbortSignal) => Promise<void>,
): Promise<void> {
  const ended = new AbortController()
  const results = await Promise.allSettled(
    items.map((item) => run(item, ended.signal).finally(() => ended.abort())),
  )
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}
