import { randomUUID } from 'node:crypto'
import { Kafka, logLevel } from 'kafkajs'

/** A record as it is in Kafka. */
export interface RawRecord {
  readonly partition: number
  readonly offset: number
  readonly key: string | undefined
  readonly value: Buffer
  readonly headers: Readonly<Record<string, Buffer>>
}

/** The next offset to be written, by partition. */
export async function endOffsets(brokers: string, topic: string): Promise<number[]> {
  const admin = client(brokers).admin()
  await admin.connect()
  try {
    const offsets: number[] = []
    for (const { partition, high } of await admin.fetchTopicOffsets(topic)) offsets[partition] = Number(high)
    return offsets
  } finally {
    await admin.disconnect()
  }
}

/**
 * Everything that was in a topic when this was called, by partition, in the order of the offsets. It is the tests' own view of the log:
 * plain kafkajs, nothing of the services.
 */
export async function readTopic(brokers: string, topic: string): Promise<RawRecord[][]> {
  const ends = await endOffsets(brokers, topic)
  const records: RawRecord[][] = ends.map(() => [])
  const missing = new Set(ends.flatMap((end, partition) => (end > 0 ? [partition] : [])))
  if (missing.size === 0) return records
  const groupId = `e2e-${randomUUID()}`
  const kafka = client(brokers)
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 })
  await consumer.connect()
  try {
    await consumer.subscribe({ topic, fromBeginning: true })
    await new Promise<void>((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload: { restart, error } }) => {
        if (!restart) reject(error)
      })
      consumer
        .run({
          autoCommit: false,
          eachBatch: ({ batch: { partition, messages } }) => {
            const end = ends[partition] ?? 0
            for (const { offset, key, value, headers } of messages) {
              if (Number(offset) >= end) continue
              records[partition]?.push({
                partition,
                offset: Number(offset),
                key: key?.toString('utf8'),
                value: Buffer.from(value ?? []),
                headers: Object.fromEntries(
                  Object.entries(headers ?? {}).flatMap(([name, header]) =>
                    Buffer.isBuffer(header) ? [[name, Buffer.from(header)]] : [],
                  ),
                ),
              })
            }
            if (Number(messages.at(-1)?.offset ?? -1) >= end - 1) missing.delete(partition)
            if (missing.size === 0) resolve()
            return Promise.resolve()
          },
        })
        .catch(reject)
    })
  } finally {
    await consumer.disconnect()
  }
  return records
}

function client(brokers: string): Kafka {
  return new Kafka({ clientId: 'hanashi-e2e', brokers: brokers.split(','), logLevel: logLevel.NOTHING })
}
