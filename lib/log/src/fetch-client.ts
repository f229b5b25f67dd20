import { createKafka, type KafkaSettings } from './kafka.js'
import { Batch, createCluster, readCommitted, type Cluster } from './kafkajs-cluster.js'
import { FetchError, toFetchError } from './fetch-error.js'
import { toLogRecord, type LogRecord } from './record.js'

export interface FetchRequest {
  readonly topic: string
  readonly partitions: readonly { readonly partition: number; readonly offset: number }[]
  /** How long an answer may wait for the first record. */
  readonly maxWaitMs: number
  /** Of one answer; a single larger batch comes all the same. 4 MiB unless told. */
  readonly maxBytes?: number
  /** 1 MiB unless told. */
  readonly maxBytesPerPartition?: number
}

export interface FetchedPartition {
  readonly partition: number
  /** In the log's order, from the offset asked for; empty where nothing came in time. */
  readonly records: readonly LogRecord[]
  /** What to ask for next: above every offset in `records` and every one left out (aborted transactions, control records). */
  readonly nextOffset: number
  /** The offset that the next record will have, as of this answer. */
  readonly highWatermark: number
}

/**
 * Reads partitions from exact offsets, without a consumer group: nothing is committed, nothing rebalances, no offset is ever reset
 * in silence. One fetch at a time for each broker; a reader that must not be held up by another one has its own client.
 * Every failure is a {@link FetchError}; the caller decides whether and when to ask again.
 */
export class FetchClient {
  readonly #cluster: Cluster
  readonly #topics = new Set<string>()
  readonly #lanes = new Map<string, Promise<unknown>>()

  constructor(settings: KafkaSettings) {
    this.#cluster = createCluster(createKafka(settings))
  }

  async connect(): Promise<void> {
    await guarded(this.#cluster.connect())
  }

  async close(): Promise<void> {
    await this.#cluster.disconnect()
  }

  /** Partitions by the broker that leads them, for one fetch loop a broker. */
  async partitionsByLeader(topic: string): Promise<readonly (readonly number[])[]> {
    await this.#know(topic)
    const partitions = this.#cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId)
    return Object.values(this.#cluster.findLeaderForPartitions(topic, partitions))
  }

  /** Answers as soon as one partition has a record, or after `maxWaitMs`; with several leaders when all have answered. */
  async fetch(request: FetchRequest): Promise<readonly FetchedPartition[]> {
    await this.#know(request.topic)
    const offsets = new Map(request.partitions.map(({ partition, offset }) => [partition, offset]))
    const leaders = Object.entries(this.#cluster.findLeaderForPartitions(request.topic, [...offsets.keys()]))
    try {
      const answers = await Promise.all(
        leaders.map(([nodeId, partitions]) =>
          this.#inTurn(nodeId, () => this.#fetchFrom(nodeId, partitions, offsets, request)),
        ),
      )
      return answers.flat()
    } catch (error) {
      const failure = toFetchError(error)
      if (failure.kind !== 'offset-out-of-range') await this.#refresh()
      throw failure
    }
  }

  /** The offset that the next record of each partition will have; the index is the partition. */
  async endOffsets(topic: string): Promise<readonly number[]> {
    return this.#offsets(topic, { fromBeginning: false })
  }

  /** The offset of the first record that each partition still has. */
  async startOffsets(topic: string): Promise<readonly number[]> {
    return this.#offsets(topic, { fromBeginning: true })
  }

  /** The offset of each partition's first record at or after a time in ms; the end where there is none. */
  async offsetsAt(topic: string, timestampMs: number): Promise<readonly number[]> {
    const [found, ends] = [
      await this.#offsets(topic, { fromTimestamp: timestampMs }),
      await this.endOffsets(topic),
    ]
    return found.map((offset, partition) => (offset >= 0 ? offset : (ends[partition] ?? 0)))
  }

  async #offsets(
    topic: string,
    from: { readonly fromBeginning: boolean } | { readonly fromTimestamp: number },
  ): Promise<readonly number[]> {
    await this.#know(topic)
    const partitions = this.#cluster
      .findTopicPartitionMetadata(topic)
      .map(({ partitionId }) => ({ partition: partitionId }))
    try {
      const [answer] = await this.#inTurn('offsets', () =>
        this.#cluster.fetchTopicsOffset([{ topic, partitions, ...from }]),
      )
      const offsets = partitions.map(() => -1)
      for (const { partition, offset } of answer?.partitions ?? []) offsets[partition] = Number(offset)
      return offsets
    } catch (error) {
      await this.#refresh()
      throw toFetchError(error)
    }
  }

  async #fetchFrom(
    nodeId: string,
    partitions: readonly number[],
    offsets: ReadonlyMap<number, number>,
    { topic, maxWaitMs, maxBytes = 4 << 20, maxBytesPerPartition = 1 << 20 }: FetchRequest,
  ): Promise<FetchedPartition[]> {
    const offsetOf = (partition: number) => String(offsets.get(partition) ?? 0)
    const broker = await this.#cluster.findBroker({ nodeId })
    const answer = await broker.fetch({
      maxWaitTime: maxWaitMs,
      minBytes: 1,
      maxBytes,
      isolationLevel: readCommitted,
      topics: [
        {
          topic,
          partitions: partitions.map((partition) => ({
            partition,
            fetchOffset: offsetOf(partition),
            maxBytes: maxBytesPerPartition,
          })),
        },
      ],
    })
    return answer.responses.flatMap((response) =>
      response.partitions.map((data) => {
        const batch = new Batch(topic, offsetOf(data.partition), data)
        return {
          partition: data.partition,
          records: batch.messages.map(toLogRecord),
          nextOffset:
            batch.rawMessages.length > 0 ? Number(batch.lastOffset()) + 1 : Number(offsetOf(data.partition)),
          highWatermark: Number(data.highWatermark),
        }
      }),
    )
  }

  /**
   * One request of a lane after the other. Two at once on a connection that isn't there yet make kafkajs open two, of which it
   * forgets one: the process would never end.
   */
  async #inTurn<T>(lane: string, work: () => Promise<T>): Promise<T> {
    const before = this.#lanes.get(lane)
    const mine = before ? before.then(work, work) : work()
    this.#lanes.set(lane, mine)
    return mine
  }

  async #know(topic: string): Promise<void> {
    try {
      if (this.#topics.has(topic)) return await this.#cluster.refreshMetadataIfNecessary()
      await this.#cluster.addTargetTopic(topic)
    } catch (error) {
      throw toFetchError(error)
    }
    if (this.#cluster.findTopicPartitionMetadata(topic).length === 0) {
      throw new FetchError('unknown-topic', `The topic ${topic} does not exist`)
    }
    this.#topics.add(topic)
  }

  /** A stale picture of the cluster is the likeliest reason of a failure; the failure itself is what the caller gets. */
  async #refresh(): Promise<void> {
    try {
      await this.#cluster.refreshMetadata()
    } catch (error) {
      throw toFetchError(error)
    }
  }
}

async function guarded(work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    throw toFetchError(error)
  }
}
