import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import kafkajs from 'kafkajs'
import type { Kafka } from 'kafkajs'
import { afterEach } from 'vitest'
import type { DevBroker, DevBrokerOptions } from '../broker.js'
import { startDevBroker } from '../broker.js'
import { lineLog } from '../log.js'

export interface Fixture {
  readonly dataDir: string
  readonly broker: DevBroker
  readonly kafka: Kafka
  /** Lines that it logged. */
  readonly lines: string[]
}

const cleanUps: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dev-broker-'))
  cleanUps.push(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A broker in this process, stopped after the test. With `dataDir` on what is there. */
export async function startFixture(options: Partial<DevBrokerOptions> = {}): Promise<Fixture> {
  const dataDir = options.dataDir ?? (await makeFolder())
  const lines: string[] = []
  const log = lineLog('info', (line) => lines.push(line))
  const broker = await startDevBroker({ port: 0, log, ...options, dataDir })
  cleanUps.push(() => broker.stop())
  return { dataDir, broker, lines, kafka: clientOf(broker.port) }
}

export function clientOf(port: number): Kafka {
  return new kafkajs.Kafka({
    brokers: [`127.0.0.1:${port}`],
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { retries: 3 },
  })
}

export async function createTopic(
  kafka: Kafka,
  topic: string,
  configs: Record<string, string> = {},
  partitions = 1,
): Promise<void> {
  const admin = kafka.admin()
  await admin.connect()
  const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }))
  await admin.createTopics({
    topics: [{ topic, numPartitions: partitions, configEntries }],
    waitForLeaders: true,
  })
  await admin.disconnect()
}

export async function sendAll(kafka: Kafka, topic: string, values: readonly string[]): Promise<void> {
  const producer = kafka.producer()
  await producer.connect()
  await producer.send({ topic, messages: values.map((value) => ({ value })) })
  await producer.disconnect()
}

export async function endsOf(kafka: Kafka, topic: string): Promise<{ low: number; high: number }> {
  const admin = kafka.admin()
  await admin.connect()
  const [first] = await admin.fetchTopicOffsets(topic)
  await admin.disconnect()
  return { low: Number(first?.low), high: Number(first?.high) }
}
