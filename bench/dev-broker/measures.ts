import { randomUUID } from 'node:crypto'
import kafkajs from 'kafkajs'
import type { Admin, Kafka } from 'kafkajs'

export const recordBytes = 100
const partitions = 12

export function clientOf(port: number): Kafka {
  return new kafkajs.Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: kafkajs.logLevel.NOTHING })
}

export async function createTopic(kafka: Kafka, topic: string, numPartitions = partitions): Promise<void> {
  const admin = kafka.admin()
  await admin.connect()
  const configEntries = [{ name: 'retention.ms', value: '-1' }]
  await admin.createTopics({ topics: [{ topic, numPartitions, configEntries }], waitForLeaders: false })
  while (!(await isThere(admin, topic))) await new Promise((resolve) => setTimeout(resolve, 20))
  await admin.disconnect()
}

/** Apache Kafka answers a creation a little before its metadata knows the topic. */
async function isThere(admin: Admin, topic: string): Promise<boolean> {
  try {
    await admin.fetchTopicMetadata({ topics: [topic] })
    return true
  } catch (error) {
    if (error instanceof Error && error.name === 'KafkaJSProtocolError') return false
    throw error
  }
}

/** The records of a topic, as soon as its broker leads it again: Apache Kafka answers a little before. */
export async function totalWhenLed(kafka: Kafka, topic: string): Promise<number> {
  const admin = kafka.admin()
  await admin.connect()
  for (;;) {
    try {
      const offsets = await admin.fetchTopicOffsets(topic)
      await admin.disconnect()
      return offsets.reduce((sum, { high }) => sum + Number(high), 0)
    } catch (error) {
      if (!(error instanceof Error && 'retriable' in error && error.retriable === true)) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

/** Median milliseconds of one record sent with acks=all by an idempotent producer, one after the other. */
export async function singleSendMs(kafka: Kafka, sends: number): Promise<number> {
  const topic = `single-${randomUUID()}`
  await createTopic(kafka, topic, 1)
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  const took: number[] = []
  for (let send = 0; send < sends; send++) {
    const began = performance.now()
    await producer.send({ topic, acks: -1, messages: [{ value: 'x'.repeat(recordBytes) }] })
    took.push(performance.now() - began)
  }
  await producer.disconnect()
  return median(took.slice(sends / 5))
}

/** Median milliseconds from before a send to the record's arrival at a waiting consumer. */
export async function roundTripMs(kafka: Kafka, sends: number): Promise<number> {
  const topic = `trip-${randomUUID()}`
  await createTopic(kafka, topic, 1)
  const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 1000 })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  let arrived = (): void => undefined
  const joined = new Promise<void>((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve()))
  await consumer.run({
    autoCommit: false,
    eachMessage: () => {
      arrived()
      return Promise.resolve()
    },
  })
  await joined
  const producer = kafka.producer()
  await producer.connect()
  const took: number[] = []
  for (let send = 0; send < sends; send++) {
    const came = new Promise<void>((resolve) => (arrived = resolve))
    const began = performance.now()
    await producer.send({ topic, acks: -1, messages: [{ value: 'x'.repeat(recordBytes) }] })
    await came
    took.push(performance.now() - began)
  }
  await consumer.disconnect()
  await producer.disconnect()
  return median(took.slice(sends / 5))
}

/** Records a second, in sends of 500 with acks=all, one at a time, over 12 partitions. */
export async function producePerSecond(kafka: Kafka, topic: string, records: number): Promise<number> {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  const messages = Array.from({ length: 500 }, (_, index) => ({
    key: `key ${index}`,
    value: 'x'.repeat(recordBytes),
  }))
  const began = performance.now()
  for (let sent = 0; sent < records; sent += 500) await producer.send({ topic, acks: -1, messages })
  const seconds = (performance.now() - began) / 1000
  await producer.disconnect()
  return records / seconds
}

/** Records a second of a topic read from its beginning, counted from the first batch on, that one not included. */
export async function consumePerSecond(kafka: Kafka, topic: string, records: number): Promise<number> {
  const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  let seen = 0
  let first = 0
  let began = 0
  await new Promise<void>((resolve, reject) => {
    const eachBatch = ({ batch }: { batch: { messages: unknown[] } }): Promise<void> => {
      if (began === 0) {
        began = performance.now()
        first = batch.messages.length
      }
      seen += batch.messages.length
      if (seen >= records) resolve()
      return Promise.resolve()
    }
    consumer.run({ autoCommit: false, eachBatch }).catch(reject)
  })
  const seconds = (performance.now() - began) / 1000
  await consumer.disconnect()
  return (records - first) / seconds
}
