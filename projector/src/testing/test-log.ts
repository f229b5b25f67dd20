import { inject } from 'vitest'
import type {} from '@hanashi/local/testing/context'
import { testTopics } from '@hanashi/local/testing/topics'
import { createKafka, type KafkaSettings } from '@hanashi/log/kafka'
import { encodeEvent, fingerprintHeader } from '@hanashi/schemas/codec'
import { isMessageEvent, type LogEvent } from '@hanashi/schemas/events'
import { partitionOf } from '@hanashi/schemas/partition'
import { headerName, usersKey, type TopicKind } from '@hanashi/schemas/topics'
import { generations } from './tables.js'

export interface TestLog {
  readonly settings: KafkaSettings
  readonly topics: Readonly<Record<TopicKind, string>>
  readonly partitions: number
  /** Appends in order, and waits for Kafka. */
  append(events: readonly LogEvent[]): Promise<void>
  appendRaw(group: string, value: Buffer, headers?: Record<string, Buffer>): Promise<void>
  close(): Promise<void>
}

/** Two topics of their own on the Kafka of the run, opened as the set-up does it. */
export async function testLog(partitions: number): Promise<TestLog> {
  const settings = { brokers: inject('kafkaBrokers').split(','), clientId: 'projector-test' }
  const { groupsTopic, usersTopic } = testTopics()
  const kafka = createKafka(settings)
  const admin = kafka.admin()
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
  await Promise.all([admin.connect(), producer.connect()])
  const counts = { groups: partitions, users: 1 }
  const topics = { groups: groupsTopic, users: usersTopic }
  await admin.createTopics({
    waitForLeaders: true,
    topics: (['groups', 'users'] as const).map((kind) => ({
      topic: topics[kind],
      numPartitions: counts[kind],
      configEntries: [
        { name: 'retention.ms', value: '-1' },
        { name: 'cleanup.policy', value: 'delete' },
      ],
    })),
  })
  const send = (
    kind: TopicKind,
    partition: number,
    key: string,
    value: Buffer,
    headers: Record<string, Buffer>,
  ) => producer.send({ topic: topics[kind], acks: -1, messages: [{ partition, key, value, headers }] })
  const headersOf = (event: LogEvent) => ({ [headerName.schema]: fingerprintHeader(event.type) })
  for (const kind of ['groups', 'users'] as const) {
    const mark = {
      type: 'LogOpened',
      generation: generations[kind],
      partitionCount: counts[kind],
      createdAt: 1_700_000_000_000,
    } as const
    for (let partition = 0; partition < counts[kind]; partition++) {
      await send(kind, partition, mark.generation, encodeEvent(mark, 1), headersOf(mark))
    }
  }
  return {
    settings,
    topics,
    partitions,
    append: async (events) => {
      const messages = events.map((event) => {
        const key = isMessageEvent(event) ? event.group : usersKey
        const kind: TopicKind = isMessageEvent(event) ? 'groups' : 'users'
        const partition = partitionOf(key, counts[kind])
        return { kind, message: { partition, key, value: encodeEvent(event, 1), headers: headersOf(event) } }
      })
      for (let at = 0; at < messages.length; at += 500) {
        const part = messages.slice(at, at + 500)
        await producer.sendBatch({
          acks: -1,
          topicMessages: (['groups', 'users'] as const).map((kind) => ({
            topic: topics[kind],
            messages: part.filter((one) => one.kind === kind).map(({ message }) => message),
          })),
        })
      }
    },
    appendRaw: async (group, value, headers = {}) => {
      await send('groups', partitionOf(group, partitions), group, value, headers)
    },
    close: async () => {
      await Promise.all([admin.disconnect(), producer.disconnect()])
    },
  }
}
