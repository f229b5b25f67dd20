import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { look, possibleObservations } from './conformance/suite.js'
import { openBroker } from './open-broker.js'
import { MalformedRequest } from './protocol/reader.js'
import type { Peer } from './server/connection.js'
import { dispatch } from './server/dispatch.js'
import { silent, startCapture } from './testing/capture.js'
import { mutate } from './testing/mutate.js'
import { random } from './testing/random.js'

const rounds = Number(process.env['DEV_BROKER_FUZZ'] ?? '120000')
const seed = Number(process.env['DEV_BROKER_SEED'] ?? '20261121')

/** A client that goes away as soon as its request is in: nothing waits for long. */
const leaving: Peer = {
  host: '127.0.0.1',
  localHost: '127.0.0.1',
  closed: true,
  onClose: (listener) => {
    setImmediate(listener)
    return () => undefined
  },
}

describe('mutated requests', () => {
  const frames: Buffer[] = []
  let dataDir = ''

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'dev-broker-fuzz-'))
    const capture = await startCapture(join(dataDir, 'real'))
    const wanted = possibleObservations().filter(({ name }) => /^(codec|producer|kcat|admin)/.test(name))
    await look(capture.port, wanted)
    frames.push(...capture.frames)
    capture.stop()
  }, 120_000)
  afterAll(() => rm(dataDir, { recursive: true, force: true }))

  it(`${rounds} of them: each is answered or refused as malformed, and memory stays bounded`, async () => {
    const next = random(seed)
    const pick = (): Buffer => frames[Math.floor(next() * frames.length)] ?? Buffer.alloc(0)
    const { broker, close } = openBroker({
      dataDir: join(dataDir, 'fuzzed'),
      fsync: false,
      log: silent,
      retentionCheckIntervalMs: 1_000_000,
      addressFor: () => ({ host: '127.0.0.1', port: 9092 }),
    })
    const faults: unknown[] = []
    let refused = 0
    let waiting = 0
    const send = async (frame: Buffer): Promise<void> => {
      waiting++
      try {
        await dispatch(frame, leaving, broker)
      } catch (error) {
        if (error instanceof MalformedRequest) refused++
        else faults.push(error)
      }
      waiting--
    }
    const rssBefore = process.memoryUsage().rss
    for (let round = 0; round < rounds; round++) {
      void send(mutate(pick(), pick(), next))
      if (round % 200 === 0) await new Promise((resolve) => setImmediate(resolve))
      if (faults.length > 0) break
    }
    expect(faults).toEqual([])
    expect(new Set(frames.map((frame) => frame.readInt16BE(0))).size).toBeGreaterThanOrEqual(18)
    expect(refused).toBeGreaterThan(rounds / 10)
    expect(process.memoryUsage().rss - rssBefore).toBeLessThan(400 * 1024 * 1024)
    close()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(waiting).toBeLessThan(rounds / 10)
    const again = openBroker({
      dataDir: join(dataDir, 'fuzzed'),
      fsync: false,
      log: silent,
      retentionCheckIntervalMs: 1_000_000,
      addressFor: () => ({ host: '127.0.0.1', port: 9092 }),
    })
    again.close()
  }, 300_000)
})
