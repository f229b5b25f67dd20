import { createKafka, type KafkaSettings } from './kafka.js'
import { partitionName, type AppendRecord } from './append-record.js'
import type { AppendJob } from './append-job.js'
import { classifyProduceError, type ProduceFailure } from './append-failure.js'
import { createCluster, type Broker, type Cluster, type ProducerIdentity } from './kafkajs-cluster.js'

export type ProduceResult =
  { readonly status: 'acknowledged'; readonly baseOffsets: ReadonlyMap<string, number> } | ProduceFailure

/** An idempotent producer for one broker. After a failure it is of no more use: `close` it and open another. */
export interface AppendSession {
  /** One request with all jobs; the next one only after this one's result. */
  produce(jobs: readonly AppendJob[]): Promise<ProduceResult>
  close(): Promise<void>
}

/** @throws what kafkajs throws; nothing was written then */
export type OpenSession = (nodeId: number) => Promise<AppendSession>

/**
 * Sessions on kafkajs' own cluster: one connection to one broker and a producer id of its own. Below kafkajs' producer,
 * because that one may send to brokers that nobody asked for, reports success for records that it never sent, and tries
 * again in ways that hide whether a record can have reached the log.
 */
export function sessionOpener(settings: KafkaSettings, topics: readonly string[]): OpenSession {
  return async (nodeId) => {
    const cluster = createCluster(createKafka(settings))
    try {
      await cluster.connect()
      for (const topic of topics) await cluster.addTargetTopic(topic)
      const broker = await cluster.findBroker({ nodeId: String(nodeId) })
      const identity = await broker.initProducerId({ transactionTimeout: 60_000 })
      return new KafkaSession(cluster, broker, identity, settings.requestTimeoutMs ?? 10_000)
    } catch (error) {
      await cluster.disconnect()
      throw error
    }
  }
}

class KafkaSession implements AppendSession {
  readonly #cluster: Cluster
  readonly #broker: Broker
  readonly #identity: ProducerIdentity
  readonly #timeoutMs: number
  /** Of the next record, by partition. Never used twice: the first failure ends the session. */
  readonly #sequences = new Map<string, number>()

  constructor(cluster: Cluster, broker: Broker, identity: ProducerIdentity, timeoutMs: number) {
    this.#cluster = cluster
    this.#broker = broker
    this.#identity = identity
    this.#timeoutMs = timeoutMs
  }

  async produce(jobs: readonly AppendJob[]): Promise<ProduceResult> {
    if (!this.#broker.isConnected())
      return { status: 'failed', landed: 'no', retriable: true, reason: 'the connection was closed' }
    const partitions = this.#partitions(jobs)
    const topics = new Set(partitions.map(({ topic }) => topic))
    try {
      const answer = await this.#broker.produce({
        ...this.#identity,
        acks: -1,
        timeout: this.#timeoutMs,
        topicData: [...topics].map((topic) => ({
          topic,
          partitions: partitions.filter((partition) => partition.topic === topic),
        })),
      })
      const baseOffsets = answer.topics.flatMap(({ topicName, partitions: ofTopic }) =>
        ofTopic.map(
          ({ partition, baseOffset }) => [partitionName(topicName, partition), Number(baseOffset)] as const,
        ),
      )
      return { status: 'acknowledged', baseOffsets: new Map(baseOffsets) }
    } catch (error) {
      return classifyProduceError(error, partitions.length)
    }
  }

  async close(): Promise<void> {
    await this.#cluster.disconnect()
  }

  #partitions(jobs: readonly AppendJob[]): readonly PartitionData[] {
    const data = new Map<string, PartitionData>()
    for (const { topic, partition, records } of jobs) {
      const name = partitionName(topic, partition)
      const sequence = this.#sequences.get(name) ?? 0
      const entry = data.get(name) ?? { topic, partition, firstSequence: sequence, messages: [] }
      entry.messages.push(...records)
      data.set(name, entry)
      // After 2^31-1 comes 0 (Kafka's DefaultRecordBatch.incrementSequence).
      this.#sequences.set(name, (sequence + records.length) % 2 ** 31)
    }
    return [...data.values()]
  }
}

interface PartitionData {
  readonly topic: string
  readonly partition: number
  readonly firstSequence: number
  readonly messages: AppendRecord[]
}
