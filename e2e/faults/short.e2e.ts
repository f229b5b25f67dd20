import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import type {} from '@hanashi/local/testing/context'
import { readTestKafka } from '@hanashi/local/testing/config'
import { giveVerdict } from './check/verdict.js'
import { report } from './report.js'
import { runFaults } from './run.js'

/** The fault tests as `npm run faults` runs them, short, with a seed of its own on each Kafka. */
test.skipIf(inject('kafkaBrokers') === '')(
  'a minute of kills, stops and cuts breaks no promise',
  async () => {
    const kafka = readTestKafka().kind === 'apache' ? 'apache' : 'dev'
    const folder = await mkdtemp(join(tmpdir(), 'hanashi-faults-'))
    const seed = kafka === 'apache' ? 2 : 3
    await runFaults({ folder, seed, minutes: 1, kafka, perSecond: 60, say: () => undefined })
    const verdict = giveVerdict(folder)
    // Where something is broken its journals are kept.
    expect(verdict.violations, report(verdict, folder)).toEqual([])
    expect(verdict.figures.acknowledged).toBeGreaterThan(0)
    expect(verdict.figures.eventsSeen).toBeGreaterThan(0)
    await rm(folder, { recursive: true, force: true })
  },
)
