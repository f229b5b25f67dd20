import type {} from '@hanashi/local/testing/context'
import { createTestDatabase } from '@hanashi/local/testing/database'
import { createLogger } from '@hanashi/service/logger'
import { createServer, type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { readConfig } from './config.js'
import { startCommandApi } from './start.js'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A port at which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function start(databaseUrl: string): Promise<string> {
  const [port, nowhere] = [await freePort(), await freePort()]
  const config = readConfig({
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    JWT_SECRET: 's'.repeat(32),
    KAFKA_BROKERS: `127.0.0.1:${nowhere}`,
    SCHEMA_REGISTRY_URL: `http://127.0.0.1:${nowhere}`,
  })
  const logger = createLogger({ name: 'test', level: 'silent' })
  const running = await startCommandApi(config, logger)
  ends.push(() => running.stop())
  return `http://127.0.0.1:${port}`
}

describe('a command-api that was started before everything else', () => {
  it('answers, says what it waits for, and takes nothing', async () => {
    const url = await start(`postgres://nobody:nothing@127.0.0.1:${await freePort()}/none`)
    expect((await fetch(`${url}/health`)).status).toBe(200)
    const ready = await fetch(`${url}/ready`)
    expect(ready.status).toBe(503)
    const { dependencies } = (await ready.json()) as { dependencies: Record<string, { ready: boolean }> }
    expect(Object.keys(dependencies)).toEqual(['log', 'postgres', 'usernames', 'readModel'])
    for (const dependency of Object.values(dependencies)) expect(dependency.ready).toBe(false)
    const refused = await fetch(`${url}/users/anonymous`, { method: 'POST' })
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).not.toBeNull()
    expect(await refused.json()).toMatchObject({ code: 'log-unavailable' })
  })

  it('names migrations that were not run', async () => {
    const url = await start(await createTestDatabase())
    const { dependencies } = (await (await fetch(`${url}/ready`)).json()) as {
      dependencies: Record<string, { ready: boolean; waitsFor?: string }>
    }
    expect(dependencies['postgres']).toEqual({ ready: true })
    expect(dependencies['usernames']?.waitsFor).toContain('migrations of command_api')
    expect(dependencies['readModel']?.waitsFor).toContain('no read model')
  })

  it('has its documentation', async () => {
    const url = await start(await createTestDatabase())
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object }
    expect(Object.keys(document.paths).toSorted()).toEqual([
      '/messages/{group}',
      '/messages/{group}/batch',
      '/messages/{group}/{messageId}',
      '/users',
      '/users/anonymous',
      '/users/me/token',
    ])
  })
})
