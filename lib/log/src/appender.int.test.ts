import { randomBytes } from 'node:crypto'
import type {} from '@hanashi/local/testing/context'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { createAppender, type Appender } from './appender.js'
import type { AppendLimits } from './append-limits.js'
import type { AppendRecord } from './append-record.js'
import { FetchClient } from './fetch-client.js'
import { createKafka, type KafkaSettings } from './kafka.js'

const settings: KafkaSettings = { brokers: inject('kafkaBrokers').split(','), clientId: 'appender-test' }
const topic = `t-${randomBytes(4).toString('hex')}.groups.g1`
const other = `${topic}.other`
const admin = createKafka(settings).admin()
const reader = new FetchClient(settings)
const open: Appender[] = []

beforeAll(async () => {
  await Promise.all([admin.connect(), reader.connect()])
  await admin.createTopics({
    topics: [
      { topic, numPartitions: 4 },
      { topic: other, numPartitions: 1, configEntries: [{ name: 'max.message.bytes', value: '1000' }] },
    ],
  })
})
afterAll(async () => {
  await admin.deleteTopics({ topics: [topic, other] })
  await Promise.all([admin.disconnect(), reader.close()])
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((appender) => appender.close()))
})

function appender(limits: Partial<AppendLimits> = {}): Appender {
  const made = createAppender(settings, [topic, other], { limits })
  open.push(made)
  return made
}

function record(value: string, partition = 0, into = topic): AppendRecord {
  return {
    topic: into,
    partition,
    key: Buffer.from('k'),
    value: Buffer.from(value),
    headers: { h: Buffer.from([1, 2]) },
  }
}

async function valueAt(partition: number, offset: number): Promise<string | undefined> {
  const [fetched] = await reader.fetch({ topic, partitions: [{ partition, offset }], maxWaitMs: 1_000 })
  return fetched?.records[0]?.value?.toString()
}

describe.skipIf(settings.brokers[0] === '')('Appender on Kafka', () => {
  it('every record is at the offset that was answered, whatever it travelled with', async () => {
    const writer = appender()
    const values = Array.from({ length: 1_000 }, (_, i) => ({ value: `v${i}`, partition: (i * 7) % 4 }))
    const outcomes = await Promise.all(
      values.map(({ value, partition }) => writer.append(record(value, partition))),
    )
    const ends = await reader.endOffsets(topic)
    expect(ends.reduce((sum, end) => sum + end)).toBe(1_000)
    for (const [i, outcome] of outcomes.entries()) {
      if (i % 97 !== 0) continue
      if (outcome.status !== 'written') throw new Error(outcome.status)
      expect(await valueAt(values[i]!.partition, outcome.offset)).toBe(values[i]!.value)
    }
    const [fetched] = await reader.fetch({
      topic,
      partitions: [{ partition: 0, offset: 0 }],
      maxWaitMs: 1_000,
    })
    expect(fetched?.records.map(({ value }) => value?.toString())).toEqual(
      values.filter(({ partition }) => partition === 0).map(({ value }) => value),
    )
    expect(fetched?.records[0]?.key?.toString()).toBe('k')
  })

  it('a record too large for Kafka is refused alone', async () => {
    const writer = appender()
    const [small, large, after] = await Promise.all([
      writer.append(record('small', 0, other)),
      writer.append(record('l'.repeat(5_000), 0, other)),
      writer.append(record('after', 0, other)),
    ])
    expect(small).toMatchObject({ status: 'written' })
    expect(large).toMatchObject({ status: 'refused' })
    expect(after).toMatchObject({ status: 'written' })
    expect(await reader.endOffsets(other)).toEqual([2])
  })

  it('a topic that is not there is refused in bounded time', async () => {
    const writer = createAppender(settings, [`${topic}.nowhere`], {
      limits: { tryForMs: 300, attemptTimeoutMs: 1_000 },
    })
    open.push(writer)
    expect(await writer.append(record('x', 0, `${topic}.nowhere`))).toMatchObject({ status: 'refused' })
  })
})
