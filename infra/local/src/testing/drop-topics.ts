import { Kafka, logLevel } from 'kafkajs'

/** Deletes the topics whose names begin with `prefix`. */
export async function dropTopics(brokers: string, prefix: string): Promise<void> {
  const kafka = new Kafka({
    clientId: 'hanashi-tests',
    brokers: brokers.split(','),
    logLevel: logLevel.ERROR,
  })
  const admin = kafka.admin()
  await admin.connect()
  try {
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix))
    if (topics.length > 0) await admin.deleteTopics({ topics })
  } finally {
    await admin.disconnect()
  }
}
