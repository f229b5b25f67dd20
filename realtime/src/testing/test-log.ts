import type {} from '@hanashi/local/testing/context'
import { testTopics } from '@hanashi/local/testing/topics'
import { createKafka } from '@hanashi/log/kafka'
import { encodeEvent, fingerprintHeader } from '@hanashi/schemas/codec'
import type { LogEvent, MessageEvent } from '@hanashi/schemas/events'
import type { Generation } from '@hanashi/schemas/position'
import { partitionOf } from '@hanashi/schemas/partition'
import { headerName } from '@hanashi/schemas/topics'
import { inject } from 'vitest'

/** A groups topic of its own on the run's Kafka, written directly. */
export interface TestLog {
  readonly topic: string
  readonly brokers: readonly string[]
  readonly generation: Generation
  readonly partitions: number
  partitionOf(group: string): number
  /** In this order; events of a group get rising offsets. @returns the offset of each */
  append(events: readonly MessageEvent[]): Promise<readonly number[]>
  /** Whatever value. @returns its offset */
  appendRaw(
    partition: number,
    record: { readonly key?: string; readonly value: Buffer; readonly fingerprint?: Buffer },
  ): Promise<number>
  position(group: string, offset: number): string
  close(): Promise<void>
}

export async function createTestLog(partitions = 2, generation = 'g1test'): Promise<TestLog> {
  const brokers = inject('kafkaBrokers').split(',')
  const topic = testTopics().groupsTopic
  const kafka = createKafka({ brokers, clientId: 'realtime-test' })
  const [admin, producer] = [kafka.admin(), kafka.producer({ idempotent: true, maxInFlightRequests: 1 })]
  await Promise.all([admin.connect(), producer.connect()])
  await admin.createTopics({
    waitForLeaders: true,
    topics: [{ topic, numPartitions: partitions, configEntries: [{ name: 'retention.ms', value: '-1' }] }],
  })
  await admin.disconnect()
  const opened = {
    type: 'LogOpened',
    generation: generation as Generation,
    partitionCount: partitions,
    createdAt: 1,
  } as const
  await producer.send({
    topic,
    messages: Array.from({ length: partitions }, (_, partition) => ({ ...record(opened), partition })),
  })

  const place = (group: string) => partitionOf(group, partitions)
  return {
    topic,
    brokers,
    generation: opened.generation,
    partitions,
    partitionOf: place,
    async append(events) {
      const messages = events.map((event) => ({
        ...record(event),
        key: event.group,
        partition: place(event.group),
      }))
      const answers = await producer.send({ topic, messages, acks: -1 })
      const next = new Map(answers.map(({ partition, baseOffset }) => [partition, Number(baseOffset)]))
      return messages.map(({ partition }) => {
        const offset = next.get(partition) ?? -1
        next.set(partition, offset + 1)
        return offset
      })
    },
    async appendRaw(partition, { key, value, fingerprint }) {
      const headers = fingerprint ? { [headerName.schema]: fingerprint } : {}
      const [answer] = await producer.send({
        topic,
        messages: [{ partition, key: key ?? null, value, headers }],
      })
      return Number(answer?.baseOffset)
    },
    position: (group, offset) => `${generation}:${place(group)}:${offset}`,
    close: () => producer.disconnect(),
  }
}

function record(event: LogEvent) {
  return { value: encodeEvent(event, 1), headers: { [headerName.schema]: fingerprintHeader(event.type) } }
}
