import kafkajs from 'kafkajs'
import type { KafkaMessage, Message } from 'kafkajs'
import type { Bench, Observation } from './observation.js'
import { outcome } from './observation.js'

const { CompressionTypes } = kafkajs

const see = (name: string, work: Observation['see']): Observation => ({
  name: `records: ${name}`,
  through: 'kafkajs',
  see: work,
})

interface SendOptions {
  readonly acks?: number
  readonly compression?: number
  readonly idempotent?: boolean
}

async function send(
  bench: Bench,
  topic: string,
  messages: Message[],
  options: SendOptions = {},
): Promise<unknown> {
  const { idempotent = false, ...rest } = options
  const producer = bench.kafka.producer({ idempotent, retry: { retries: idempotent ? 1 : 0 } })
  await producer.connect()
  const answer = await outcome(() => producer.send({ topic, messages, ...rest }))
  await producer.disconnect()
  return answer
}

/** Reads `count` records of a topic from its beginning. */
async function read(bench: Bench, topic: string, count: number): Promise<KafkaMessage[]> {
  const consumer = bench.kafka.consumer({ groupId: bench.name('reader'), maxWaitTimeInMs: 50 })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const messages: KafkaMessage[] = []
  await new Promise<void>((resolve, reject) => {
    const eachMessage = ({ message }: { message: KafkaMessage }): Promise<void> => {
      messages.push(message)
      if (messages.length === count) resolve()
      return Promise.resolve()
    }
    consumer.run({ eachMessage }).catch(reject)
  })
  await consumer.disconnect()
  return messages
}

const shown = ({ key, value, headers, offset, timestamp }: KafkaMessage): unknown => ({
  key: key?.toString('hex') ?? null,
  value: value?.toString('hex') ?? null,
  headers: Object.entries(headers ?? {}).map(([name, text]) => [name, String(text)]),
  offset,
  timestamp,
})

const dayMs = 24 * 60 * 60 * 1000
const at = (seconds: number): string => String(1_600_000_000_000 + seconds * 1000)

export const recordObservations: readonly Observation[] = [
  see('the answer to a send', async (bench) => {
    const topic = await bench.topic('send')
    return [
      await send(bench, topic, [{ value: 'a' }, { value: 'b' }]),
      await send(bench, topic, [{ value: 'c' }]),
    ]
  }),
  see('the answer with acks=1', async (bench) =>
    send(bench, await bench.topic('acks1'), [{ value: 'a' }], { acks: 1 }),
  ),
  see('the answer with acks=0', async (bench) =>
    send(bench, await bench.topic('acks0'), [{ value: 'a' }], { acks: 0 }),
  ),
  see('the answer to an idempotent send', async (bench) =>
    send(bench, await bench.topic('idem'), [{ value: 'a' }, { value: 'b' }], { idempotent: true, acks: -1 }),
  ),
  see('a send to no topic', (bench) => send(bench, bench.name('none'), [{ value: 'a' }])),
  see('a message above max.message.bytes', async (bench) => {
    const topic = await bench.topic('large', { configs: { 'max.message.bytes': '1000' } })
    return [
      await send(bench, topic, [{ value: 'x'.repeat(2000) }]),
      await send(bench, topic, [{ value: 'x' }]),
    ]
  }),
  see('a message from the day after tomorrow', async (bench) =>
    send(bench, await bench.topic('future'), [{ value: 'a', timestamp: String(Date.now() + 2 * dayMs) }]),
  ),
  see('keys, values, headers and times come back', async (bench) => {
    const topic = await bench.topic('bytes')
    await send(bench, topic, [
      { key: 'k', value: 'v', headers: { a: '1', b: ['2', '3'], empty: '' }, timestamp: at(0) },
      { key: null, value: null, timestamp: at(1) },
      { key: '', value: '', timestamp: at(2) },
      { key: Buffer.from([0, 255, 254]), value: Buffer.from('話'), timestamp: at(0) },
    ])
    return (await read(bench, topic, 4)).map(shown)
  }),
  see('gzip comes back', async (bench) => {
    const topic = await bench.topic('gzip')
    const messages = Array.from({ length: 50 }, (_, index) => ({
      value: `value ${index}`,
      timestamp: at(index),
    }))
    await send(bench, topic, messages, { compression: CompressionTypes.GZIP })
    return (await read(bench, topic, 50)).map(shown)
  }),
  see('LogAppendTime is the broker’s', async (bench) => {
    const topic = await bench.topic('append-time', { configs: { 'message.timestamp.type': 'LogAppendTime' } })
    await send(bench, topic, [{ value: 'a', timestamp: at(0) }])
    const [message] = await read(bench, topic, 1)
    return Math.abs(Date.now() - Number(message?.timestamp)) < dayMs
  }),
  see('offsets by time', async (bench) => {
    const topic = await bench.topic('times')
    for (const batch of [
      [0, 10, 20],
      [30, 25],
      [50, 60, 70],
    ])
      await send(
        bench,
        topic,
        batch.map((seconds) => ({ value: 'x', timestamp: at(seconds) })),
      )
    await send(
      bench,
      topic,
      [80, 90].map((seconds) => ({ value: 'x', timestamp: at(seconds) })),
      { compression: CompressionTypes.GZIP },
    )
    const asked = [-5, 0, 5, 20, 21, 26, 30, 31, 60, 85, 95]
    return Promise.all(
      asked.map((seconds) =>
        outcome(() => bench.admin.fetchTopicOffsetsByTimestamp(topic, Number(at(seconds)))),
      ),
    )
  }),
  see('offsets after a send and after records are deleted', async (bench) => {
    const topic = await bench.topic('ends')
    await send(
      bench,
      topic,
      Array.from({ length: 7 }, () => ({ value: 'x' })),
    )
    const before = await bench.admin.fetchTopicOffsets(topic)
    const deleted = await outcome(() =>
      bench.admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '3' }] }),
    )
    const after = await bench.admin.fetchTopicOffsets(topic)
    const beyond = await outcome(() =>
      bench.admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '99' }] }),
    )
    return {
      before,
      deleted,
      after,
      beyond,
      first: (await read(bench, topic, 4)).map(({ offset }) => offset),
    }
  }),
  see('offsets of no topic', (bench) => outcome(() => bench.admin.fetchTopicOffsets(bench.name('none')))),
]
