import { createRequire } from 'node:module'
import type { Kafka, KafkaMessage } from 'kafkajs'

/**
 * The parts of kafkajs 2.2.4 below its consumer. Its public interface can't read a given partition from a given offset without a
 * consumer group; these classes can. The version is pinned, and `fetch-client.int.test.ts` fails if they change.
 */
export interface Cluster {
  connect(): Promise<void>
  disconnect(): Promise<void>
  addTargetTopic(topic: string): Promise<void>
  refreshMetadata(): Promise<void>
  refreshMetadataIfNecessary(): Promise<void>
  findTopicPartitionMetadata(
    topic: string,
  ): readonly { readonly partitionId: number; readonly leader: number }[]
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Record<string, number[]>
  findBroker(target: { readonly nodeId: string }): Promise<Broker>
  fetchTopicsOffset(
    topics: readonly {
      readonly topic: string
      readonly partitions: readonly { readonly partition: number }[]
      readonly fromBeginning?: boolean
      readonly fromTimestamp?: number
    }[],
  ): Promise<
    readonly { readonly partitions: readonly { readonly partition: number; readonly offset: string }[] }[]
  >
}

export interface Broker {
  isConnected(): boolean
  initProducerId(request: { readonly transactionTimeout: number }): Promise<ProducerIdentity>
  /** Throws the error of the first partition that has one: others of the same request may have been written. */
  produce(request: ProduceRequest): Promise<ProduceAnswer>
  fetch(request: {
    readonly maxWaitTime: number
    readonly minBytes: number
    readonly maxBytes: number
    readonly isolationLevel: number
    readonly topics: readonly {
      readonly topic: string
      readonly partitions: readonly {
        readonly partition: number
        readonly fetchOffset: string
        readonly maxBytes: number
      }[]
    }[]
  }): Promise<{ readonly responses: readonly { readonly partitions: readonly PartitionData[] }[] }>
}

export interface ProducerIdentity {
  readonly producerId: unknown
  readonly producerEpoch: number
}

export interface ProduceRequest extends ProducerIdentity {
  readonly acks: -1
  /** How long the broker waits for its replicas, in milliseconds. */
  readonly timeout: number
  readonly topicData: readonly {
    readonly topic: string
    readonly partitions: readonly {
      readonly partition: number
      readonly firstSequence: number
      readonly messages: readonly {
        readonly key: Buffer
        readonly value: Buffer
        readonly headers: Readonly<Record<string, Buffer>>
      }[]
    }[]
  }[]
}

export interface ProduceAnswer {
  readonly topics: readonly {
    readonly topicName: string
    readonly partitions: readonly { readonly partition: number; readonly baseOffset: string }[]
  }[]
}

export interface PartitionData {
  readonly partition: number
  readonly highWatermark: string
  readonly messages: readonly KafkaMessage[]
}

export interface Batch {
  readonly messages: readonly KafkaMessage[]
  readonly rawMessages: readonly KafkaMessage[]
  lastOffset(): string
}

const load = createRequire(import.meta.url)

/** Leaves out aborted transactions, control records and what is before the offset asked for. */
export const Batch = load('kafkajs/src/consumer/batch') as new (
  topic: string,
  fetchedOffset: string,
  data: PartitionData,
) => Batch

export const readCommitted = 1

/** A cluster of its own: own connections, one request in flight on each. */
export function createCluster(kafka: Kafka): Cluster {
  const symbol = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  )
  const create: unknown = symbol && Reflect.get(kafka, symbol)
  if (typeof create !== 'function')
    throw new Error('kafkajs is not the version that this was written for (2.2.4)')
  return (create as (options: object) => Cluster)({
    metadataMaxAge: 60_000,
    allowAutoTopicCreation: false,
    maxInFlightRequests: 1,
    isolationLevel: readCommitted,
  })
}
