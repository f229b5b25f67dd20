import { createKafka, type KafkaSettings } from '@hanashi/log/kafka'

export interface NewTopic {
  readonly topic: string
  readonly partitions: number
  readonly replication: number
  readonly minInSyncReplicas: number
}

/** What must hold for a topic that is the truth: nothing is ever deleted, compacted or lost to a replica that lagged. */
function configEntries({ minInSyncReplicas }: NewTopic) {
  const entries = {
    'cleanup.policy': 'delete',
    'retention.ms': '-1',
    'retention.bytes': '-1',
    'unclean.leader.election.enable': 'false',
    'min.insync.replicas': String(minInSyncReplicas),
    // Above the most that we put into one partition of a request (900 KiB).
    'max.message.bytes': String(2 << 20),
    'message.timestamp.type': 'CreateTime',
  }
  return Object.entries(entries).map(([name, value]) => ({ name, value }))
}

/** @returns whether it was made now; one that is there is left as it is */
export async function createTopic(settings: KafkaSettings, topic: NewTopic): Promise<boolean> {
  const admin = createKafka(settings).admin()
  try {
    await admin.connect()
    return await admin.createTopics({
      waitForLeaders: true,
      topics: [
        {
          topic: topic.topic,
          numPartitions: topic.partitions,
          replicationFactor: topic.replication,
          configEntries: configEntries(topic),
        },
      ],
    })
  } finally {
    await admin.disconnect()
  }
}
