import { createKafka, type KafkaSettings } from './kafka.js'
import { partitionName } from './append-record.js'
import { createCluster } from './kafkajs-cluster.js'

/** Node id of each partition's leader, by {@link partitionName}. Partitions without one are left out. */
export type Leaders = ReadonlyMap<string, number>

export interface LeaderSource {
  /** Asks the cluster. @throws what kafkajs throws while it doesn't answer */
  fetch(): Promise<Leaders>
  close(): Promise<void>
}

export function leaderSource(settings: KafkaSettings, topics: readonly string[]): LeaderSource {
  const cluster = createCluster(createKafka(settings))
  return {
    async fetch() {
      await cluster.connect()
      for (const topic of topics) await cluster.addTargetTopic(topic)
      await cluster.refreshMetadata()
      const leaders = topics.flatMap((topic) =>
        cluster
          .findTopicPartitionMetadata(topic)
          .filter(({ leader }) => leader >= 0)
          .map(({ partitionId, leader }) => [partitionName(topic, partitionId), leader] as const),
      )
      return new Map(leaders)
    },
    close: () => cluster.disconnect(),
  }
}
