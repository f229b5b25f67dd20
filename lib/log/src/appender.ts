import type { KafkaSettings } from './kafka.js'
import { isKafkaError } from './append-failure.js'
import type { AppendJob } from './append-job.js'
import { AppendLane } from './append-lane.js'
import { leaderSource, type Leaders, type LeaderSource } from './append-leaders.js'
import { defaultAppendLimits, type AppendLimits } from './append-limits.js'
import { partitionName, sizeOfRecord, type AppendOutcome, type AppendRecord } from './append-record.js'
import { within } from './append-timeout.js'
import { sessionOpener, type OpenSession } from './append-session.js'

export interface AppenderParts {
  readonly leaders: LeaderSource
  readonly openSession: OpenSession
  readonly limits?: Partial<AppendLimits>
  /** Told of each failed attempt. */
  readonly onFailure?: (failure: { readonly nodeId: number; readonly reason: string }) => void
  /** Told of each request that was acknowledged. */
  readonly onWritten?: (written: { readonly records: number; readonly elapsedMs: number }) => void
}

/** @param topics all that will be written to */
export function createAppender(
  settings: KafkaSettings,
  topics: readonly string[],
  options: Pick<AppenderParts, 'limits' | 'onFailure' | 'onWritten'> = {},
): Appender {
  const requestTimeoutMs = options.limits?.attemptTimeoutMs ?? defaultAppendLimits.attemptTimeoutMs
  const bounded = { ...settings, requestTimeoutMs }
  return new Appender({
    ...options,
    leaders: leaderSource(bounded, topics),
    openSession: sessionOpener(bounded, topics),
  })
}

/**
 * Writes to the log by group commit: one lane for each broker that leads a partition, one request in flight in each.
 *
 * - Records of one partition are written in the order in which they were given, unless one of them fails.
 * - `written` is said only after all in-sync replicas have a record. An acknowledgement whose offset isn't above the last one of its
 *   partition is taken for a loss, not for a success.
 * - Every outcome comes within `tryForMs + attemptTimeoutMs` (and a little); what is queued is bounded, and past that `overloaded` at once.
 * - An attempt whose outcome isn't known is made again while there is time, so that a record may be in the log more than once.
 */
export class Appender {
  readonly #parts: AppenderParts
  readonly #limits: AppendLimits
  readonly #lanes = new Map<number, AppendLane>()
  readonly #lastOffsets = new Map<string, number>()
  #leaders: Leaders = new Map()
  #queuedRecords = 0
  #queuedBytes = 0
  #failingSinceMs: number | undefined
  #drained: (() => void) | undefined
  #closed = false

  constructor(parts: AppenderParts) {
    this.#parts = parts
    this.#limits = { ...defaultAppendLimits, ...parts.limits }
  }

  get queuedRecords(): number {
    return this.#queuedRecords
  }

  get queuedBytes(): number {
    return this.#queuedBytes
  }

  /** For how long every attempt has failed, in milliseconds; 0 while Kafka takes what we send. */
  get failingForMs(): number {
    return this.#failingSinceMs === undefined ? 0 : performance.now() - this.#failingSinceMs
  }

  async append(record: AppendRecord): Promise<AppendOutcome> {
    const [outcome] = await this.appendTogether([record])
    return outcome ?? { status: 'overloaded' }
  }

  /**
   * Records of one partition, all of them or none, with consecutive offsets. At most `maxRecordsPerSend` records and
   * `maxPartitionBytesPerSend` bytes, or Kafka may refuse them.
   */
  appendTogether(records: readonly AppendRecord[]): Promise<readonly AppendOutcome[]> {
    const [first] = records
    if (first === undefined) return Promise.resolve([])
    let sizeBytes = 0
    for (const record of records) sizeBytes += sizeOfRecord(record)
    if (
      this.#closed ||
      this.#queuedRecords + records.length > this.#limits.maxQueuedRecords ||
      this.#queuedBytes + sizeBytes > this.#limits.maxQueuedBytes
    ) {
      return Promise.resolve(records.map(() => ({ status: 'overloaded' })))
    }
    this.#queuedRecords += records.length
    this.#queuedBytes += sizeBytes
    const { topic, partition } = first
    return new Promise((resolve) => {
      this.#route({
        topic,
        partition,
        records,
        sizeBytes,
        deadlineMs: performance.now() + this.#limits.tryForMs,
        mayHaveLanded: false,
        alone: false,
        reason: 'Kafka did not take it in time',
        settle: (outcomes) => {
          this.#queuedRecords -= records.length
          this.#queuedBytes -= sizeBytes
          resolve(outcomes)
          if (this.#queuedRecords === 0) this.#drained?.()
        },
      })
    })
  }

  /** Whether the brokers answer; learns the leaders by the way. */
  async connect(): Promise<void> {
    this.#leaders = await within(this.#limits.attemptTimeoutMs, this.#parts.leaders.fetch())
  }

  /** Takes nothing more, waits for what is queued (bounded as every outcome is), and closes the connections. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#queuedRecords > 0) await new Promise<void>((resolve) => (this.#drained = resolve))
    for (const lane of this.#lanes.values()) lane.close()
    await this.#parts.leaders.close()
  }

  #route(job: AppendJob): void {
    const leader = this.#leaders.get(partitionName(job.topic, job.partition))
    this.#lane(leader ?? noLeader).push(job)
  }

  #lane(nodeId: number): AppendLane {
    const known = this.#lanes.get(nodeId)
    if (known) return known
    const lane = new AppendLane({
      nodeId,
      limits: this.#limits,
      lastOffsets: this.#lastOffsets,
      openSession: nodeId === noLeader ? noSession : this.#parts.openSession,
      afterFailure: (failed, reason) => this.#afterFailure(failed, reason),
      afterSuccess: (records, elapsedMs) => {
        this.#failingSinceMs = undefined
        this.#parts.onWritten?.({ records, elapsedMs })
      },
    })
    this.#lanes.set(nodeId, lane)
    return lane
  }

  async #afterFailure(lane: AppendLane, reason: string): Promise<void> {
    this.#failingSinceMs ??= performance.now()
    if (lane.nodeId !== noLeader) this.#parts.onFailure?.({ nodeId: lane.nodeId, reason })
    try {
      await this.connect()
    } catch (error) {
      if (!isKafkaError(error)) throw error
      this.#parts.onFailure?.({ nodeId: noLeader, reason: error.message })
      return
    }
    const leaderOf = ({ topic, partition }: AppendJob) =>
      this.#leaders.get(partitionName(topic, partition)) ?? noLeader
    for (const job of lane.takeAway((queued) => leaderOf(queued) !== lane.nodeId)) this.#route(job)
  }
}

/** The lane of partitions whose leader isn't known (yet): its every attempt asks for the leaders again. */
const noLeader = -1

class NoLeader extends Error {
  override readonly name = 'KafkaJSNoLeader'
}

const noSession: OpenSession = () => Promise.reject(new NoLeader('The partition has no leader at the moment'))
