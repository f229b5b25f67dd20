import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import { readConfig } from '@hanashi/apache-kafka/config'
import { printEvents } from '@hanashi/apache-kafka/events'
import { type ApacheKafka, startApacheKafka } from '@hanashi/apache-kafka/kafka'
import { missingForKafka } from '@hanashi/apache-kafka/missing'
import { freePorts } from '@hanashi/apache-kafka/ports'
import { kafkaTool } from '@hanashi/apache-kafka/tool'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from './log.js'
import { type Registry, startRegistry } from './start.js'

const { cacheDir } = readConfig()
const missing = await missingForKafka()
const topic = 'told'

describe.skipIf(missing)(
  `npm run kafka -- events${missing === undefined ? '' : ` (skipped: no ${missing})`}`,
  () => {
    let dataDir: string
    let kafka: ApacheKafka
    let registry: Registry

    beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'hanashi-events-'))
      const [port = 0, controllerPort = 0] = await freePorts(2)
      kafka = await startApacheKafka({ dataDir: join(dataDir, 'kafka'), cacheDir, port, controllerPort })
      registry = await startRegistry({ host: '127.0.0.1', port: 0, dataDir, log: createLog('silent') })
      const create = ['--bootstrap-server', kafka.brokers, '--create', '--topic', topic, '--partitions', '1']
      expect((await kafkaTool('org.apache.kafka.tools.TopicCommand', create, { cacheDir })).code).toBe(0)
    }, 600_000)
    afterAll(async () => {
      await registry?.close()
      await kafka?.stop()
      await rm(dataDir, { recursive: true, force: true })
    })

    async function events(
      more: { key?: string; registryUrl?: string } = {},
    ): Promise<Record<string, unknown>[]> {
      const lines: string[] = []
      await printEvents({
        brokers: [kafka.brokers],
        registryUrl: more.registryUrl ?? registry.url,
        topic,
        key: more.key,
        follow: false,
        signal: new AbortController().signal,
        print: (line) => lines.push(line),
      })
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    }

    it('decodes what it can, tells what it cannot, and leaves no group behind', async () => {
      expect(await events()).toEqual([])
      const client = new SchemaRegistry({ host: registry.url })
      const schema = JSON.stringify({
        type: 'record',
        name: 'Said',
        fields: [{ name: 'text', type: 'string' }],
      })
      const { id } = await client.register({ type: SchemaType.AVRO, schema }, { subject: topic })
      const value = await client.encode(id, { text: '話' })
      const { Kafka, logLevel } = await import('kafkajs')
      const client2 = new Kafka({ brokers: [kafka.brokers], logLevel: logLevel.NOTHING })
      const producer = client2.producer()
      await producer.connect()
      await producer.send({
        topic,
        messages: [
          { key: 'a', value, headers: { trace: 'x', print: Buffer.from([0xff, 0x00]) } },
          { key: 'b', value: 'plain' },
          { key: 'a', value: Buffer.concat([value.subarray(0, 5), Buffer.from([0x7f])]) },
          { key: 'a', value: null },
          { key: 'a', value: Buffer.from([0, 0, 0, 0, 99]) },
        ],
      })
      await producer.disconnect()

      const all = await events()
      expect(all).toMatchObject([
        { partition: 0, offset: '0', key: 'a', schemaId: id, type: 'Said', value: { text: '話' } },
        { offset: '1', key: 'b', undecoded: 'no value in Confluent wire format' },
        { offset: '2', undecoded: expect.stringContaining('no Said') as string },
        { offset: '3', undecoded: 'no value in Confluent wire format' },
        { offset: '4', undecoded: 'the registry answers 404 for schema 99' },
      ])
      expect(all[0]).toMatchObject({ headers: { trace: 'x', print: 'ff00' } })
      expect((await events({ key: 'b' })).map(({ offset }) => offset)).toEqual(['1'])
      const [first] = await events({ registryUrl: 'http://127.0.0.1:1' })
      expect(first).toMatchObject({ undecoded: expect.stringContaining('could not be had') as string })

      const admin = client2.admin()
      await admin.connect()
      expect((await admin.listGroups()).groups).toEqual([])
      await admin.disconnect()
    })
  },
)
