import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApacheKafkaCluster, type ApacheKafkaCluster } from '@hanashi/apache-kafka/cluster'
import { readConfig } from '@hanashi/apache-kafka/config'
import { missingForKafka } from '@hanashi/apache-kafka/missing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAppender } from './appender.js'
import type { AppendOutcome } from './append-record.js'
import { FetchClient } from './fetch-client.js'
import { createKafka, type KafkaSettings } from './kafka.js'

const topic = 'chat.groups.g1'
const partitions = 6
const missing = await missingForKafka()

describe.skipIf(missing)(
  `Appender on three brokers${missing === undefined ? '' : ` (skipped: no ${missing})`}`,
  () => {
    let dataDir: string
    let cluster: ApacheKafkaCluster
    let settings: KafkaSettings

    beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'hanashi-appender-'))
      cluster = await startApacheKafkaCluster({ count: 3, dataDir, cacheDir: readConfig().cacheDir })
      settings = { brokers: cluster.brokers.split(','), clientId: 'appender-cluster-test' }
      const admin = createKafka(settings).admin()
      await admin.connect()
      const configEntries = [{ name: 'min.insync.replicas', value: '2' }]
      await admin.createTopics({
        waitForLeaders: true,
        topics: [{ topic, numPartitions: partitions, replicationFactor: 3, configEntries }],
      })
      await admin.disconnect()
    }, 600_000)
    afterAll(async () => {
      await cluster?.stop()
      await rm(dataDir, { recursive: true, force: true })
    }, 60_000)

    it('loses nothing that it acknowledged when brokers are killed one after the other', async () => {
      const appender = createAppender(settings, [topic], { limits: { tryForMs: 20_000 } })
      const outcomes: { value: string; partition: number; outcome: AppendOutcome }[] = []
      let killing = true
      const writers = Array.from({ length: 12 }, async (_, writer) => {
        for (let n = 0; killing || n < 50; n++) {
          const [value, partition] = [`${writer}-${n}`, writer % partitions]
          const record = { topic, partition, key: Buffer.from('k'), value: Buffer.from(value), headers: {} }
          outcomes.push({ value, partition, outcome: await appender.append(record) })
        }
      })
      for (const node of cluster.nodes) {
        await node.kill()
        // Until the ones that are left have taken over, and some writes have gone to them.
        const count = outcomes.length
        await expect
          .poll(() => outcomes.length, { timeout: 60_000, interval: 200 })
          .toBeGreaterThan(count + 200)
        await node.start()
      }
      killing = false
      await Promise.all(writers)
      await appender.close()

      const log = await readAll()
      const written = outcomes.filter(({ outcome }) => outcome.status === 'written')
      for (const { value, partition, outcome } of written) {
        if (outcome.status === 'written') expect(log[partition]?.[outcome.offset]).toBe(value)
      }
      const values = new Set(log.flat())
      for (const { value, outcome } of outcomes)
        if (outcome.status === 'refused') expect(values.has(value)).toBe(false)
      expect(written.length).toBeGreaterThan(outcomes.length * 0.9)
      // Of each writer, what it heard of first is first in the log.
      for (let writer = 0; writer < 12; writer++) {
        const offsets = written.flatMap(({ value, outcome }) =>
          value.startsWith(`${writer}-`) && outcome.status === 'written' ? [outcome.offset] : [],
        )
        expect(offsets).toEqual(offsets.toSorted((a, b) => a - b))
      }
    }, 300_000)

    async function readAll(): Promise<string[][]> {
      const client = new FetchClient(settings)
      await client.connect()
      const ends = await client.endOffsets(topic)
      const log: string[][] = []
      for (const [partition, end] of ends.entries()) {
        const values: string[] = []
        for (let offset = 0; offset < end;) {
          const [fetched] = await client.fetch({
            topic,
            partitions: [{ partition, offset }],
            maxWaitMs: 1_000,
          })
          for (const record of fetched?.records ?? []) values[record.offset] = record.value?.toString() ?? ''
          offset = fetched?.nextOffset ?? end
        }
        log.push(values)
      }
      await client.close()
      return log
    }
  },
)
