import { createKafka } from '@hanashi/log/kafka'
import type { System } from './system.js'

/** A topic with the partitions and settings of the groups topic, for raw writes that no service reads. */
export async function scratchTopic({ kafka, topic }: System, name: string): Promise<string> {
  const admin = createKafka(kafka).admin()
  await admin.connect()
  const configEntries = [{ name: 'retention.ms', value: '-1' }]
  const numPartitions = topic.partitionCount
  await admin.createTopics({ topics: [{ topic: name, numPartitions, configEntries }], waitForLeaders: true })
  await admin.disconnect()
  return name
}
