import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { askOn, askOnce, fieldOf, recordBatch } from './conformance/codec.js'
import { RawConnection } from './conformance/connection.js'
import { produceRaw } from './conformance/produce-body.js'
import { startProcess } from './testing/broker-process.js'
import { readBatches } from './testing/reading.js'
import { random } from './testing/random.js'

const kills = Number(process.env['DEV_BROKER_KILLS'] ?? '8')
const writers = 8
const seed = Number(process.env['DEV_BROKER_SEED'] ?? '20261121')
const configs = [{ name: 'segment.bytes', value: '1048576' }]

/** One idempotent writer to a topic of its own: what was acknowledged, by its first offset, without the 16 bytes that the broker writes. */
interface Writer {
  readonly topic: string
  readonly producerId: number
  readonly acknowledged: Map<number, string>
  sequence: number
  /** Sent and not answered when the broker died: sent again, byte for byte. */
  unanswered: Buffer | null
}

const withoutOffset = (batch: Buffer): string => batch.subarray(16).toString('base64')

async function makeWriter(port: number, index: number): Promise<Writer> {
  const topic = `kills-${index}`
  await askOnce(port, 'createTopics', 2, {
    topics: [{ topic, numPartitions: 1, configEntries: configs }],
    validateOnly: false,
    timeout: 5000,
  })
  const made = await askOnce(port, 'initProducerId', 1, { transactionalId: null, transactionTimeout: 1000 })
  return {
    topic,
    producerId: Number(fieldOf(made, 'producerId')),
    acknowledged: new Map(),
    sequence: 0,
    unanswered: null,
  }
}

/** Writes until the broker is gone. */
async function write(writer: Writer, port: number, next: () => number): Promise<void> {
  const connection = await RawConnection.open(port)
  for (;;) {
    const count = 1 + Math.floor(next() * 20)
    const values = Array.from(
      { length: count },
      (_, index) => `${writer.topic} ${writer.sequence + index} ${'x'.repeat(Math.floor(next() * 2000))}`,
    )
    const { producerId, sequence: firstSequence } = writer
    const batch = writer.unanswered ?? (await recordBatch(values, { producerId, firstSequence }))
    writer.unanswered = batch
    const answer = await produceRaw(connection, writer.topic, batch)
    if (answer === 'closed') return
    expect(answer).toMatchObject({ error: 0 })
    writer.acknowledged.set(Number(fieldOf(answer, 'offset')), withoutOffset(batch))
    writer.sequence += batch.readInt32BE(57)
    writer.unanswered = null
  }
}

describe('kill -9 while eight write', () => {
  it(`loses no acknowledged record in ${kills} kills, and none is there twice`, async () => {
    const next = random(seed)
    const dataDir = await mkdtemp(join(tmpdir(), 'dev-broker-kills-'))
    let broker = await startProcess(dataDir)
    const { port } = broker
    const all = await Promise.all(Array.from({ length: writers }, (_, index) => makeWriter(port, index)))
    for (let kill = 0; kill < kills; kill++) {
      const writing = all.map((writer) => write(writer, broker.port, next))
      await new Promise((resolve) => setTimeout(resolve, 20 + next() * 300))
      await broker.kill()
      await Promise.all(writing)
      broker = await startProcess(dataDir)
    }
    const connection = await RawConnection.open(broker.port)
    for (const { topic, acknowledged, unanswered } of all) {
      const stored = await readBatches(connection, topic)
      const found = new Map([...stored].map(([offset, batch]) => [offset, withoutOffset(batch)]))
      for (const [offset, bytes] of acknowledged)
        expect(found.get(offset) === bytes, `${topic} at ${offset}`).toBe(true)
      const extra = [...found].filter(([offset]) => !acknowledged.has(offset)).map(([, bytes]) => bytes)
      expect(extra.every((bytes) => unanswered !== null && bytes === withoutOffset(unanswered))).toBe(true)
      expect(extra.length).toBeLessThanOrEqual(1)
      expect(acknowledged.size).toBeGreaterThan(kills)
    }
    expect(fieldOf(await askOn(connection, 'apiVersions', 0, {}), 'errorCode')).toBe(0)
    connection.end()
    await broker.kill()
    await rm(dataDir, { recursive: true, force: true })
  }, 600_000)
})
