import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { createLog } from './log.js'
import { type Registry, startRegistry } from './start.js'
import { describeClient } from './testing/client-contract.js'
import { describeCompatibility } from './testing/compatibility-contract.js'
import { describeContract } from './testing/contract.js'

let dataDir: string
let registry: Registry

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hanashi-registry-'))
  registry = await startRegistry({ host: '127.0.0.1', port: 0, dataDir, log: createLog('silent') })
})
afterAll(async () => {
  await registry.close()
  await rm(dataDir, { recursive: true, force: true })
})

describeContract('our registry', () => registry.url, {})
describeCompatibility('our registry', () => registry.url, {})
describeClient('our registry', () => registry.url)
