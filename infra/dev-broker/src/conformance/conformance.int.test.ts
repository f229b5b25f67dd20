import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DevBroker } from '../broker.js'
import { startDevBroker } from '../broker.js'
import { compare } from './compare.js'
import { differences } from './differences.js'
import { readExpected } from './expected.js'
import { kcatIsThere } from './kcat.js'
import { look, observations, possibleObservations } from './suite.js'

/** The same observations as were recorded from Apache Kafka; kcat's are left out, in one line, where it isn't installed. */
describe('conformance with Apache Kafka', () => {
  let dataDir = ''
  let broker: DevBroker

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'dev-broker-'))
    broker = await startDevBroker({ dataDir, port: 0 })
    if (!kcatIsThere()) process.stderr.write('kcat is not installed: its observations are left out\n')
  })
  afterAll(async () => {
    await broker.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  it('has observations through both clients, each of them recorded', () => {
    const recorded = Object.keys(readExpected())
    expect(recorded.toSorted()).toEqual(observations.map(({ name }) => name).toSorted())
    for (const client of ['kafkajs', 'kcat'] as const)
      expect(observations.filter(({ through }) => through === client).length).toBeGreaterThanOrEqual(20)
  })

  it('shows what Apache Kafka showed', async () => {
    const seen = await look(broker.port, possibleObservations())
    expect(compare(readExpected(), seen, differences)).toEqual([])
  }, 180_000)
})
