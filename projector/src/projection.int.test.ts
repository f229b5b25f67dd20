import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { createTestDatabase } from '@hanashi/local/testing/database'
import { FetchClient } from '@hanashi/log/fetch-client'
import { migrateReadModel } from '@hanashi/read-model/migrate'
import { createPool } from '@hanashi/read-model/pool'
import { encodeEvent } from '@hanashi/schemas/codec'
import type { MessageEvent } from '@hanashi/schemas/events'
import { schemas } from '@hanashi/schemas/generated/events'
import { Projection } from './projection.js'
import { writerSettings } from './store/connections.js'
import { loadNextOffsets } from './store/progress-rows.js'
import { group, randomMessageEvents, sent, userCreated } from './testing/events.js'
import { naiveFold } from './testing/naive-fold.js'
import { seeded } from './testing/random.js'
import { quiet, schema } from './testing/tables.js'
import { testLog, type TestLog } from './testing/test-log.js'

const withKafka = describe.skipIf(inject('kafkaBrokers') === '')
const groups = Array.from({ length: 12 }, (_, i) => group(`group-${i}`))
const metrics = {
  events: { inc() {} },
  batchSize: { observe() {} },
  lag: { set() {}, reset() {} },
  parked: { inc() {} },
  fenced: { inc() {} },
  databaseRetries: { inc() {} },
}

const cleanUps: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

async function set(partitions: number, registryUrl = 'http://127.0.0.1:1') {
  const log = await testLog(partitions)
  cleanUps.push(() => log.close())
  const databaseUrl = await createTestDatabase()
  await migrateReadModel({ databaseUrl })
  const pool = createPool({ ...writerSettings(databaseUrl), poolSize: 8, logger: quiet })
  cleanUps.push(() => pool.end())
  const start = (options: { schemaPatienceMs?: number } = {}) => {
    const projection = new Projection({
      pool,
      schema,
      kafka: log.settings,
      registryUrl,
      topics: log.topics,
      partitionsAtOnce: 4,
      metrics,
      logger: quiet,
      ...options,
    })
    projection.start()
    cleanUps.push(() => projection.stop())
    return projection
  }
  return { log, databaseUrl, pool, start, caughtUp: () => caughtUp(log, pool) }
}

async function caughtUp(log: TestLog, pool: Parameters<typeof loadNextOffsets>[0]): Promise<void> {
  const client = new FetchClient(log.settings)
  await client.connect()
  try {
    const ends = await client.endOffsets(log.topics.groups)
    await expect
      .poll(
        async () => {
          const stored = await loadNextOffsets(pool, schema, 'groups')
          return ends.map((_end, partition) => stored.get(partition))
        },
        {
          timeout: 45_000,
          interval: 50,
        },
      )
      .toEqual(ends)
  } finally {
    await client.close()
  }
}

async function texts(pool: Parameters<typeof loadNextOffsets>[0]): Promise<Map<string, string | null>> {
  const { rows } = await pool.query<{ key: string; text: string | null }>(
    `SELECT group_id || '/' || message_id AS key, text FROM ${schema}.messages`,
  )
  return new Map(rows.map(({ key, text }) => [key, text]))
}

/** Order between groups doesn't matter to the fold, so the events can be folded as they were appended. */
function expectedTexts(events: readonly MessageEvent[]): Map<string, string | null> {
  return new Map([...naiveFold(events).messages].map(([key, { text }]) => [key, text]))
}

withKafka('a projection', () => {
  it('projects everything, shares with a second one, hands over, and goes on where it was', async () => {
    const { log, pool, start, caughtUp: done } = await set(4)
    const events = randomMessageEvents(seeded(7), 3_000, groups)
    await log.append([userCreated({ commandId: groupId(1), actorId: groupId(2), occurredAt: 1 }, 'Kiran')])
    await log.append(events.slice(0, 1_000))
    const first = start()
    await done()
    const second = start()
    await expect
      .poll(() => [...second.assigned.values()].flat().length, { timeout: 20_000 })
      .toBeGreaterThan(0)
    await log.append(events.slice(1_000, 2_000))
    await done()
    await first.stop()
    await log.append(events.slice(2_000, 2_500))
    await done()
    await second.stop()
    await log.append(events.slice(2_500))
    start()
    await done()
    expect(await texts(pool)).toEqual(expectedTexts(events))
    expect((await pool.query(`SELECT username FROM ${schema}.users`)).rows).toEqual([{ username: 'Kiran' }])
  })

  it('moves the partitions of a process that is killed in the middle', async () => {
    const { log, databaseUrl, pool, start, caughtUp: done } = await set(4)
    const events = randomMessageEvents(seeded(8), 4_000, groups)
    const killed = startProcess(databaseUrl, log)
    await log.append(events.slice(0, 500))
    await done()
    start()
    const appending = log.append(events.slice(500))
    await sleep(30)
    killed.kill('SIGKILL')
    await appending
    await done()
    expect(await texts(pool)).toEqual(expectedTexts(events))
  })

  it('goes on through a Postgres that ends all sessions, and parks nothing', async () => {
    const { log, pool, start, caughtUp: done } = await set(2)
    const events = randomMessageEvents(seeded(9), 3_000, groups)
    start()
    const appending = log.append(events)
    for (let i = 0; i < 4; i++) {
      await pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      )
      await sleep(50)
    }
    await appending
    await done()
    expect(await texts(pool)).toEqual(expectedTexts(events))
    expect((await pool.query(`SELECT seq FROM ${schema}.parked`)).rows).toEqual([])
  })

  it('parks poison and an unknown schema, and reads one that the registry knows', async () => {
    const known = schemas.MessageSent
    const registry = createServer((request, response) => {
      const found = request.url === '/schemas/ids/77'
      response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' })
      response.end(JSON.stringify(found ? { schema: JSON.stringify(known) } : { error_code: 40403 }))
    }).listen(0, '127.0.0.1')
    await once(registry, 'listening')
    cleanUps.push(async () => registry.close())
    const {
      log,
      pool,
      start,
      caughtUp: done,
    } = await set(1, `http://127.0.0.1:${(registry.address() as AddressInfo).port}`)
    const one = (n: number, to = 'calm') =>
      sent(group(to), { commandId: groupId(n), actorId: groupId(90), occurredAt: n })
    await log.appendRaw('broken', Buffer.from('not avro'))
    await log.append([one(1), one(2, 'broken')])
    await log.appendRaw('calm', encodeEvent(one(3), 77))
    await log.appendRaw('strange', encodeEvent(one(4, 'strange'), 78))
    await log.append([one(5)])
    start({ schemaPatienceMs: 500 })
    await done()
    expect([...(await texts(pool)).keys()].toSorted()).toEqual([1, 3, 5].map((n) => `calm/${groupId(n)}`))
    expect((await pool.query(`SELECT group_id, reason FROM ${schema}.parked ORDER BY seq`)).rows).toEqual([
      { group_id: 'broken', reason: 'the value does not begin with the magic byte' },
      { group_id: 'broken', reason: 'an earlier record of the group is parked' },
      { group_id: 'strange', reason: 'the schema 78 stayed unknown: the registry does not know it' },
    ])
  })

  it('stops for good where the log is shorter than what it has projected, or another one', async () => {
    const { log, pool, start, caughtUp: done } = await set(1)
    const first = start()
    await done()
    await first.stop()
    await pool.query(`UPDATE ${schema}.progress SET next_offset = 1000 WHERE kind = 'groups'`)
    const short = start()
    await expect.poll(() => short.state, { timeout: 20_000 }).toMatchObject({ status: 'stopped' })
    await log.append([sent(group('calm'), { commandId: groupId(1), actorId: groupId(2), occurredAt: 1 })])
    await pool.query(
      `UPDATE ${schema}.progress SET next_offset = 0, generation = 'g1abcd' WHERE kind = 'groups'`,
    )
    const other = start()
    await expect
      .poll(() => other.state, { timeout: 20_000 })
      .toMatchObject({ status: 'stopped', reason: expect.stringContaining('rebuild') as unknown })
    expect((await texts(pool)).size).toBe(0)
  })
})

function groupId(n: number): string {
  return `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
}

function startProcess(databaseUrl: string, log: TestLog): ChildProcess {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../dist/main.js', import.meta.url))], {
    env: {
      PORT: '0',
      DATABASE_URL: databaseUrl,
      JWT_SECRET: 'x'.repeat(32),
      KAFKA_BROKERS: log.settings.brokers.join(','),
      GROUPS_TOPIC: log.topics.groups,
      USERS_TOPIC: log.topics.users,
      LOG_LEVEL: 'error',
    },
    stdio: 'inherit',
  })
  cleanUps.push(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  return child
}
