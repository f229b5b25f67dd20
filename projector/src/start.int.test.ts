import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { createTestDatabase } from '@hanashi/local/testing/database'
import { testToken } from '@hanashi/local/testing/token'
import { migrateReadModel } from '@hanashi/read-model/migrate'
import { createLogger } from '@hanashi/service/logger'
import { readConfig } from './config.js'
import { startProjector } from './start.js'
import { group, sent } from './testing/events.js'
import { testLog, type TestLog } from './testing/test-log.js'

const withKafka = describe.skipIf(inject('kafkaBrokers') === '')
const secret = 's'.repeat(40)
const subject = { userId: randomUUID(), username: 'operator' }

const cleanUps: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

async function start(databaseUrl: string, log: TestLog) {
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    JWT_SECRET: secret,
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: log.settings.brokers.join(','),
    GROUPS_TOPIC: log.topics.groups,
    USERS_TOPIC: log.topics.users,
  })
  const service = await startProjector(config, createLogger({ name: 'projector', level: 'silent' }))
  cleanUps.push(() => service.stop())
  return async (path: string, scopes?: readonly string[]) => {
    const token = testToken(secret, { ...subject, ...(scopes === undefined ? {} : { scopes }) })
    const response = await fetch(`http://127.0.0.1:${service.port}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    return { status: response.status, text: await response.text() }
  }
}

withKafka('the projector as a service', () => {
  it('waits for its tables, then is ready, and shows operators how far it is', async () => {
    const log = await testLog(2)
    cleanUps.push(() => log.close())
    const databaseUrl = await createTestDatabase()
    const get = await start(databaseUrl, log)
    expect((await get('/health')).status).toBe(200)
    await expect
      .poll(async () => (await get('/ready')).text, { timeout: 20_000 })
      .toContain('projection: the database and its migrations')
    await migrateReadModel({ databaseUrl })
    await expect.poll(async () => (await get('/ready')).status, { timeout: 20_000 }).toBe(200)

    const of = { actorId: randomUUID(), occurredAt: 1_700_000_000_000 }
    await log.append([sent(group('calm'), { ...of, commandId: randomUUID() })])
    await log.appendRaw('broken', Buffer.from('not avro'))
    const parked = async () => JSON.parse((await get('/ops/parked', ['ops'])).text) as { total: number }
    await expect.poll(parked, { timeout: 20_000 }).toMatchObject({
      total: 1,
      parked: [{ group: 'broken', topic: log.topics.groups, state: 'parked' }],
    })
    const projections = async () => JSON.parse((await get('/ops/projections', ['ops'])).text) as object
    await expect.poll(projections, { timeout: 20_000 }).toMatchObject({
      schema: 'rm_1',
      status: 'running',
      partitions: [
        { kind: 'groups', partition: 0, lag: 0, here: true },
        { kind: 'groups', partition: 1, lag: 0, here: true },
        { kind: 'users', partition: 0, nextOffset: 1, logEnd: 1, lag: 0, here: true },
      ],
    })
    expect((await get('/metrics')).text).toMatch(/projector_parked_total\{[^}]*\} 1/)
  })

  it('shows them to nobody else', async () => {
    const log = await testLog(1)
    cleanUps.push(() => log.close())
    const get = await start(await createTestDatabase(), log)
    for (const path of ['/ops/projections', '/ops/parked']) {
      expect(await get(path)).toMatchObject({
        status: 403,
        text: expect.stringContaining('missing-scope') as string,
      })
      expect((await get(path, ['import'])).status).toBe(403)
    }
    expect((await get('/ops/parked?limit=0', ['ops'])).status).toBe(400)
  })
})
