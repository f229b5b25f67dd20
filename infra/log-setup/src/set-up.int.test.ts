import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type {} from '@hanashi/local/testing/context'
import { testTopics } from '@hanashi/local/testing/topics'
import { FetchClient } from '@hanashi/log/fetch-client'
import { createKafka } from '@hanashi/log/kafka'
import { startRegistry, type Registry } from '@hanashi/registry/start'
import { schemaIdOf } from '@hanashi/schemas/codec'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { LogSetupConfig } from './config.js'
import { createTopic } from './create-topic.js'
import { setUpLog } from './set-up.js'

const brokers = inject('kafkaBrokers').split(',')
const settings = { brokers, clientId: 'log-setup-test' }
const reader = new FetchClient(settings)
let registry: Registry
let dataDir: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hanashi-log-setup-'))
  registry = await startRegistry({ host: '127.0.0.1', port: 0, dataDir, log: () => undefined })
  await reader.connect()
})
afterAll(async () => {
  await reader.close()
  await registry.close()
  await rm(dataDir, { recursive: true })
})

function config(over: Partial<LogSetupConfig> = {}): LogSetupConfig {
  return {
    kafka: { brokers },
    registryUrl: registry.url,
    ...testTopics(),
    partitions: 3,
    replication: 1,
    minInSyncReplicas: 1,
    waitMs: 20_000,
    ...over,
  }
}

describe.skipIf(brokers[0] === '')('setUpLog', () => {
  it('makes topics, schemas and marks, and changes nothing when run again', async () => {
    const wanted = config()
    const first = await setUpLog(wanted)
    expect(first.groups).toMatchObject({ partitionCount: 3 })
    expect(first.groups.generation).toMatch(/^g1[a-z]/)
    expect(first.users).toMatchObject({ partitionCount: 1 })
    expect(first.users.generation).toMatch(/^u1[a-z]/)
    expect(await reader.endOffsets(wanted.groupsTopic)).toEqual([1, 1, 1])

    const again = await setUpLog({ ...wanted, partitions: 5 })
    expect(again.groups.generation).toBe(first.groups.generation)
    expect(again.users.generation).toBe(first.users.generation)
    expect(await reader.endOffsets(wanted.groupsTopic)).toEqual([1, 1, 1])
  })

  it('registers each schema with full transitive compatibility, under the id that the records carry', async () => {
    const wanted = config()
    await setUpLog(wanted)
    const subject = `${wanted.groupsTopic}-hanashi.events.LogOpened`
    const level = await (await fetch(`${registry.url}/config/${subject}`)).json()
    expect(level).toMatchObject({ compatibilityLevel: 'FULL_TRANSITIVE' })
    const version = (await (await fetch(`${registry.url}/subjects/${subject}/versions/latest`)).json()) as {
      id: number
    }
    const [fetched] = await reader.fetch({
      topic: wanted.groupsTopic,
      partitions: [{ partition: 2, offset: 0 }],
      maxWaitMs: 1_000,
    })
    expect(schemaIdOf(fetched!.records[0]!.value!)).toBe(version.id)
  })

  it('run several times at once it ends with one generation', async () => {
    const wanted = config({ partitions: 6 })
    const all = await Promise.all([setUpLog(wanted), setUpLog(wanted), setUpLog(wanted)])
    expect(new Set(all.map(({ groups }) => groups.generation)).size).toBe(1)
    expect(new Set(all.map(({ users }) => users.generation)).size).toBe(1)
  })

  it('takes up what an interrupted one left', async () => {
    const wanted = config()
    await createTopic(settings, {
      topic: wanted.groupsTopic,
      partitions: 3,
      replication: 1,
      minInSyncReplicas: 1,
    })
    const first = await setUpLog({ ...wanted, usersTopic: `${wanted.usersTopic}9` })
    expect(first.groups.partitionCount).toBe(3)
    const later = await setUpLog(wanted)
    expect(later.groups.generation).toBe(first.groups.generation)
  })

  it('leaves a topic with foreign records alone', async () => {
    const wanted = config()
    await createTopic(settings, {
      topic: wanted.groupsTopic,
      partitions: 1,
      replication: 1,
      minInSyncReplicas: 1,
    })
    const producer = createKafka(settings).producer()
    await producer.connect()
    await producer.send({ topic: wanted.groupsTopic, messages: [{ value: 'hello' }] })
    await producer.disconnect()
    await expect(setUpLog(wanted)).rejects.toThrow(/begins with a record that is no LogOpened/)
  })
})
