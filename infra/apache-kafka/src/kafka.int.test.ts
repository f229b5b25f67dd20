import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from './config.js'
import { type ApacheKafka, startApacheKafka } from './kafka.js'
import { missingForKafka } from './missing.js'
import { freePorts } from './ports.js'
import { kafkaTool } from './tool.js'

const { cacheDir } = readConfig()
const missing = await missingForKafka()

describe.skipIf(missing)(`Apache Kafka${missing === undefined ? '' : ` (skipped: no ${missing})`}`, () => {
  let dataDir: string
  let port: number
  let controllerPort: number
  let kafka: ApacheKafka

  const start = () => startApacheKafka({ dataDir, cacheDir, port, controllerPort })
  const client = () => new Kafka({ brokers: [kafka.brokers], logLevel: logLevel.NOTHING })

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'hanashi-kafka-'))
    ;[port, controllerPort] = (await freePorts(2)) as [number, number]
    kafka = await start()
  }, 600_000)
  afterAll(async () => {
    await kafka?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  async function send(...values: string[]): Promise<void> {
    const producer = client().producer()
    await producer.connect()
    await producer.send({ topic: 'kept', acks: -1, messages: values.map((value) => ({ key: 'k', value })) })
    await producer.disconnect()
  }

  async function read(count: number): Promise<string[]> {
    const consumer = client().consumer({ groupId: `g${Math.random()}` })
    const values: string[] = []
    await consumer.connect()
    await consumer.subscribe({ topics: ['kept'], fromBeginning: true })
    await new Promise<void>((resolve) => {
      void consumer.run({
        eachMessage: async ({ message }) => {
          values.push(message.value!.toString())
          if (values.length === count) resolve()
        },
      })
    })
    await consumer.disconnect()
    return values
  }

  it('keeps what was acknowledged over a stop and over a kill', async () => {
    const admin = client().admin()
    await admin.connect()
    await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }], waitForLeaders: true })
    await admin.disconnect()
    await send('one', 'two')
    expect(await read(2)).toEqual(['one', 'two'])

    await kafka.stop()
    expect(await kafka.exited).toEqual({ code: 143, signal: null })
    kafka = await start()
    await send('three')
    expect(await read(3)).toEqual(['one', 'two', 'three'])

    process.kill(kafka.pid, 'SIGKILL')
    expect(await kafka.exited).toEqual({ code: null, signal: 'SIGKILL' })
    kafka = await start()
    expect(await read(3)).toEqual(['one', 'two', 'three'])
  })

  it('says in one line that the port is in use', async () => {
    await expect(start()).rejects.toThrow(`port ${port} for Kafka is in use: stop what listens there`)
  })

  it('runs the command line tools', async () => {
    const args = ['--bootstrap-server', kafka.brokers]
    const produced = await kafkaTool('org.apache.kafka.tools.ConsoleProducer', [...args, '--topic', 'kept'], {
      cacheDir,
      input: 'four\n',
    })
    expect(produced.code).toBe(0)
    const offsets = await kafkaTool('org.apache.kafka.tools.GetOffsetShell', [...args, '--topic', 'kept'], {
      cacheDir,
    })
    expect(offsets).toMatchObject({ code: 0, stdout: 'kept:0:4\n' })
  })
})
