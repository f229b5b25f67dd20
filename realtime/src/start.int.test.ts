import { createTestDatabase } from '@hanashi/local/testing/database'
import { createLogger } from '@hanashi/service/logger'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.js'
import { startRealtime } from './realtime.js'
import { connecting } from './testing/test-client.js'
import { eventually } from './testing/eventually.js'

const logger = createLogger({ name: 'realtime', level: 'silent' })

describe('an instance without Kafka and without read models', () => {
  it('is alive, says what it waits for, lets nobody in, and stops when it is told to', async () => {
    const config = readConfig({
      PORT: '0',
      KAFKA_BROKERS: '127.0.0.1:1',
      DATABASE_URL: await createTestDatabase(),
      JWT_SECRET: 'a secret that is only used in tests of realtime',
    })
    const fatal: unknown[] = []
    const running = await startRealtime(config, logger, (error) => fatal.push(error))
    const url = `http://127.0.0.1:${running.port}`
    expect((await fetch(`${url}/health`)).status).toBe(200)
    const ready = await fetch(`${url}/ready`)
    expect(ready.status).toBe(503)
    expect(await ready.json()).toMatchObject({
      dependencies: { log: { ready: false }, readModel: { ready: false } },
    })
    const one = connecting(url)
    await eventually(() => one.connectErrors.length).toBeGreaterThan(0)
    expect(one.socket.active).toBe(true)
    one.close()
    await running.stop()
    expect(fatal).toEqual([])
  })
})

describe('the environment', () => {
  it.each([
    [{}, /DATABASE_URL is missing/],
    [{ DATABASE_URL: 'postgres://localhost/x' }, /JWT_SECRET is missing/],
    [
      { DATABASE_URL: 'postgres://localhost/x', JWT_SECRET: 'short' },
      /JWT_SECRET must be a secret of at least 32 bytes$/,
    ],
    [{ DATABASE_URL: 'postgres://localhost/x', JWT_ALGORITHM: 'ES256' }, /JWT_JWKS is missing/],
    [{ DATABASE_URL: 'mysql://u:secret@localhost/x' }, /DATABASE_URL must be an address(?!.*secret)/],
    [{ DATABASE_URL: 'postgres://localhost/x', POSITIONS_MS: '0' }, /POSITIONS_MS must be a whole number/],
  ])('%j is refused by the name of the variable', (env, message) => {
    expect(() => readConfig(env)).toThrow(message)
  })
})
