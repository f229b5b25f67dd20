import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApacheKafkaCluster, startApacheKafkaCluster } from './cluster.js'
import { readConfig } from './config.js'
import { missingForKafka } from './missing.js'

const { cacheDir } = readConfig()
const missing = await missingForKafka()

describe.skipIf(missing)(
  `a cluster of three${missing === undefined ? '' : ` (skipped: no ${missing})`}`,
  () => {
    let dataDir: string
    let cluster: ApacheKafkaCluster

    beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'hanashi-cluster-'))
      cluster = await startApacheKafkaCluster({ count: 3, dataDir, cacheDir })
    }, 600_000)
    afterAll(async () => {
      await cluster?.stop()
      await rm(dataDir, { recursive: true, force: true })
    })

    it('goes on when the leader is killed, and takes it back', async () => {
      const kafka = new Kafka({
        brokers: cluster.brokers.split(','),
        logLevel: logLevel.NOTHING,
        retry: { retries: 20 },
      })
      const admin = kafka.admin()
      await admin.connect()
      await admin.createTopics({
        topics: [{ topic: 't', numPartitions: 1, replicationFactor: 3 }],
        waitForLeaders: true,
      })
      const leaderOf = async () =>
        (await admin.fetchTopicMetadata({ topics: ['t'] })).topics[0]!.partitions[0]!.leader
      const send = async (value: string) => {
        const producer = kafka.producer()
        await producer.connect()
        await producer.send({ topic: 't', acks: -1, messages: [{ value }] })
        await producer.disconnect()
      }

      await send('before')
      const leader = cluster.nodes.find(({ id }) => id === 1)!
      const first = await leaderOf()
      const killed = cluster.nodes.find(({ id }) => id === first) ?? leader
      await killed.kill()
      expect(killed.pid).toBeUndefined()
      await send('after')
      expect(await leaderOf()).not.toBe(first)
      expect(await admin.fetchTopicOffsets('t')).toMatchObject([{ partition: 0, offset: '2' }])

      await killed.start()
      expect(killed.pid).toBeGreaterThan(0)
      await send('whole again')
      expect(await admin.fetchTopicOffsets('t')).toMatchObject([{ partition: 0, offset: '3' }])
      await admin.disconnect()
    }, 180_000)
  },
)
