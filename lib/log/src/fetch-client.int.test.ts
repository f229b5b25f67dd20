import { randomBytes } from 'node:crypto'
import type {} from '@hanashi/local/testing/context'
import { encodeEvent, fingerprintHeader } from '@hanashi/schemas/codec'
import type { LogOpened } from '@hanashi/schemas/events'
import { parseGeneration, type Generation } from '@hanashi/schemas/position'
import { headerName } from '@hanashi/schemas/topics'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { FetchClient } from './fetch-client.js'
import { createKafka, type KafkaSettings } from './kafka.js'
import { openTopic, TopicMismatch, TopicNotReady } from './open-topic.js'
import { waitForTopic } from './wait-for-topic.js'

const settings: KafkaSettings = { brokers: inject('kafkaBrokers').split(','), clientId: 'log-test' }
const topic = `t-${randomBytes(4).toString('hex')}.groups.g1`
const admin = createKafka(settings).admin()
const producer = createKafka(settings).producer({ idempotent: true, maxInFlightRequests: 1 })
const client = new FetchClient(settings)
const madeTopics: string[] = []

async function makeTopic(name: string, partitions: number, entries: Record<string, string> = {}) {
  await admin.createTopics({
    topics: [
      {
        topic: name,
        numPartitions: partitions,
        configEntries: Object.entries({ 'retention.ms': '-1', ...entries }).map(([key, value]) => ({
          name: key,
          value,
        })),
      },
    ],
  })
  madeTopics.push(name)
}

function mark(generation: string, partitionCount: number) {
  const event: LogOpened = {
    type: 'LogOpened',
    generation: generation as Generation,
    partitionCount,
    createdAt: 1,
  }
  return { value: encodeEvent(event, 7), headers: { [headerName.schema]: fingerprintHeader('LogOpened') } }
}

beforeAll(async () => {
  await Promise.all([admin.connect(), producer.connect(), client.connect()])
  await makeTopic(topic, 3)
})
afterAll(async () => {
  await admin.deleteTopics({ topics: madeTopics })
  await Promise.all([admin.disconnect(), producer.disconnect(), client.close()])
})

describe('FetchClient', () => {
  it('reads every record from exactly the offset asked for, whatever the batch it is in', async () => {
    const messages = Array.from({ length: 50 }, (_, i) => ({
      value: `v${i}`,
      partition: 1,
      headers: { n: String(i) },
    }))
    await producer.send({ topic, messages, acks: -1 })
    for (const offset of [0, 1, 17, 49, 50]) {
      const [fetched] = await client.fetch({ topic, partitions: [{ partition: 1, offset }], maxWaitMs: 10 })
      expect(fetched?.records.map((record) => record.value?.toString())).toEqual(
        messages.slice(offset).map(({ value }) => value),
      )
      expect(fetched?.records.map((record) => record.offset)).toEqual(
        messages.slice(offset).map((_, i) => offset + i),
      )
      expect(fetched).toMatchObject({ partition: 1, nextOffset: 50, highWatermark: 50 })
    }
    expect(await client.endOffsets(topic)).toEqual([0, 50, 0])
    expect(await client.startOffsets(topic)).toEqual([0, 0, 0])
  })

  it('says that an offset is out of range instead of beginning elsewhere', async () => {
    const beyond = client.fetch({ topic, partitions: [{ partition: 1, offset: 51 }], maxWaitMs: 10 })
    await expect(beyond).rejects.toMatchObject({ name: 'FetchError', kind: 'offset-out-of-range' })
  })

  it('says that a topic is not there', async () => {
    const missing = client.fetch({
      topic: 'nowhere',
      partitions: [{ partition: 0, offset: 0 }],
      maxWaitMs: 10,
    })
    await expect(missing).rejects.toMatchObject({ kind: 'unknown-topic' })
  })

  it('wakes a waiting fetch when a record comes', async () => {
    const waiting = client.fetch({ topic, partitions: [{ partition: 2, offset: 0 }], maxWaitMs: 20_000 })
    await producer.send({ topic, messages: [{ value: 'awake', partition: 2 }], acks: -1 })
    const [fetched] = await waiting
    expect(fetched?.records[0]?.value?.toString()).toBe('awake')
  })

  it('finds offsets by time', async () => {
    await producer.send({
      topic,
      messages: [1_000, 2_000, 3_000].map((t) => ({ value: 'x', partition: 0, timestamp: String(t) })),
    })
    expect(await client.offsetsAt(topic, 2_000)).toEqual([1, 0, 0])
    expect((await client.offsetsAt(topic, 3_001))[0]).toBe(3)
  })
})

describe('openTopic', () => {
  it('reads the generation that every partition begins with', async () => {
    const opened = topic.replace('.g1', '.g2')
    await makeTopic(opened, 2)
    await expect(openTopic(settings, opened, 'groups')).rejects.toThrow(TopicNotReady)
    const reasons: string[] = []
    const waited = waitForTopic(settings, opened, 'groups', {
      signal: AbortSignal.timeout(30_000),
      waitingFor: (reason) => reasons.push(reason),
    })
    await expect.poll(() => reasons[0]).toContain('not opened yet')
    await producer.send({
      topic: opened,
      messages: [0, 1].map((partition) => ({ ...mark('g2abcd', 2), partition })),
    })
    const open = await waited
    expect(open).toMatchObject({ generation: 'g2abcd', partitionCount: 2 })
    expect(parseGeneration(open.generation).ok).toBe(true)
    expect(open.positionAt(1, 5)).toBe('g2abcd:1:5')
  })

  it('refuses a topic with other marks, other settings or another kind', async () => {
    const mixed = topic.replace('.g1', '.g3')
    await makeTopic(mixed, 2)
    await producer.send({
      topic: mixed,
      messages: [0, 1].map((partition) => ({ ...mark(`g3abc${partition}`, 2), partition })),
    })
    await expect(openTopic(settings, mixed, 'groups')).rejects.toThrow(/LogOpened says g3abc1/)

    const foreign = topic.replace('.g1', '.g4')
    await makeTopic(foreign, 1)
    await producer.send({ topic: foreign, messages: [{ value: 'hello', partition: 0 }] })
    await expect(openTopic(settings, foreign, 'groups')).rejects.toThrow(TopicMismatch)

    const leaky = topic.replace('.g1', '.g5')
    await makeTopic(leaky, 1, { 'retention.ms': '60000' })
    await producer.send({ topic: leaky, messages: [{ ...mark('g5abcd', 1), partition: 0 }] })
    await expect(openTopic(settings, leaky, 'groups')).rejects.toThrow(/retention.ms=60000/)

    const users = topic.replace('.groups.g1', '.users.u1')
    await makeTopic(users, 1)
    await producer.send({ topic: users, messages: [{ ...mark('g1abcd', 1), partition: 0 }] })
    await expect(openTopic(settings, users, 'users')).rejects.toThrow(/no generation of users/)
  })
})

describe('a client asked by many at once', () => {
  it('closes every connection that it opened', async () => {
    const socketsBefore = process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length
    const busy = new FetchClient(settings)
    await busy.connect()
    const asked = [0, 1, 2].map((partition) => ({
      topic,
      partitions: [{ partition, offset: 0 }],
      maxWaitMs: 10,
    }))
    await Promise.all([...asked, ...asked].map((request) => busy.fetch(request)))
    await busy.close()
    await expect
      .poll(() => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length)
      .toBeLessThanOrEqual(socketsBefore)
  })
})
