import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { createTestDatabase } from '@hanashi/local/testing/database'
import { parseGeneration, type Generation } from '@hanashi/schemas/position'
import { commandKey, findCommands } from './commands.js'
import { findMessages, messageKey } from './messages.js'
import { migrateReadModel } from './migrate.js'
import { formatNotice, progressChannel, servingChannel } from './notice.js'
import { openReadModel, type ReadModel } from './open.js'
import { Progress } from './progress.js'
import { ReadModelUnavailable } from './unavailable.js'
import { findUserByName, findUsers } from './users.js'

const logger = { info() {}, warn() {} }
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`

const cleanUps: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl })
  client.on('error', () => undefined)
  await client.connect()
  cleanUps.push(() => client.end())
  return client
}

async function migrated() {
  const databaseUrl = await createTestDatabase()
  await migrateReadModel({ databaseUrl })
  const client = await connect(databaseUrl)
  await client.query(
    `INSERT INTO rm_1.progress (kind, partition, topic, generation, next_offset)
      VALUES ('groups', 0, 'g', 'g1test', 10), ('groups', 1, 'g', 'g1test', 20), ('users', 0, 'u', 'u1test', 5)`,
  )
  return { databaseUrl, client }
}

async function opened(databaseUrl: string): Promise<ReadModel> {
  const readModel = await openReadModel({ databaseUrl, poolSize: 4, logger })
  cleanUps.push(() => readModel.close())
  return readModel
}

async function following(databaseUrl: string, readModel: ReadModel, pollMs = 60_000): Promise<Progress> {
  const progress = new Progress({ readModel, databaseUrl, logger, pollMs })
  cleanUps.push(() => progress.close())
  await progress.start()
  return progress
}

function generation(name: string): Generation {
  const parsed = parseGeneration(name)
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.value
}

describe('migrations', () => {
  it('run twice and by several at once make the tables once', async () => {
    const databaseUrl = await createTestDatabase()
    const made = await Promise.all([1, 2, 3].map(() => migrateReadModel({ databaseUrl })))
    expect(made.flat().toSorted()).toEqual([
      'hanashi/serving',
      'rm_1/commands',
      'rm_1/messages',
      'rm_1/progress',
      'rm_1/users',
    ])
    expect(await migrateReadModel({ databaseUrl })).toEqual([])
  })

  it('make another version beside the serving one, and leave that alone', async () => {
    const { databaseUrl, client } = await migrated()
    expect(await migrateReadModel({ databaseUrl, version: 2 })).toHaveLength(4)
    const { rows } = await client.query<{ version: number }>('SELECT version FROM hanashi.serving')
    expect(rows).toEqual([{ version: 1 }])
  })

  it('refuse a database that is newer than the code', async () => {
    const { databaseUrl, client } = await migrated()
    await client.query(
      `INSERT INTO hanashi.migrations (schema, id, name) VALUES ('rm_1', 99, 'from the future')`,
    )
    await expect(migrateReadModel({ databaseUrl })).rejects.toThrow('from the future')
  })
})

describe('what services ask', () => {
  it('commands, messages and users that are there, by their keys', async () => {
    const { databaseUrl, client } = await migrated()
    const readModel = await opened(databaseUrl)
    const digest = Buffer.alloc(32, 7)
    await client.query(
      `INSERT INTO rm_1.commands (kind, scope, command_id, partition, seq, actor_id, digest, type, occurred_at, message_id, user_id, version, stood)
        VALUES ('groups', 'users', $1, 1, 4, $2, $3, 'MessageEdited', '2026-01-02T03:04:05.678Z', $1, NULL, 3, false),
          ('users', 'users', $1, 0, 2, $2, $3, 'UserCreated', '2026-01-02T03:04:05Z', NULL, $2, NULL, true)`,
      [id(1), id(2), digest],
    )
    // The group that is called users isn't the topic of users.
    const inGroup = { kind: 'groups', scope: 'users', commandId: id(1) } as const
    const inUsers = { kind: 'users', scope: 'users', commandId: id(1) } as const
    const found = await findCommands(readModel, [inGroup, inUsers, { ...inGroup, commandId: id(9) }])
    expect(found).toEqual(
      new Map([
        [
          commandKey(inGroup),
          {
            actorId: id(2),
            digest,
            type: 'MessageEdited',
            position: 'g1test:1:4',
            occurredAt: Date.parse('2026-01-02T03:04:05.678Z'),
            messageId: id(1),
            version: 3,
            stood: false,
          },
        ],
        [
          commandKey(inUsers),
          {
            actorId: id(2),
            digest,
            type: 'UserCreated',
            position: 'u1test:0:2',
            occurredAt: Date.parse('2026-01-02T03:04:05Z'),
            userId: id(2),
            stood: true,
          },
        ],
      ]),
    )

    await client.query(
      `INSERT INTO rm_1.messages (group_id, message_id, partition, seq, author_id, author_username, kind, tags, sent_at, deleted_at, version)
        VALUES ('a', $1, 1, 7, $2, 'x', 'text', '{}', now(), now(), 4)`,
      [id(1), id(2)],
    )
    expect(
      await findMessages(readModel, [
        { group: 'a', messageId: id(1) },
        { group: 'b', messageId: id(1) },
      ]),
    ).toEqual(
      new Map([
        [
          messageKey({ group: 'a', messageId: id(1) }),
          { authorId: id(2), version: 4, deleted: true, position: 'g1test:1:7' },
        ],
      ]),
    )

    await client.query(
      `INSERT INTO rm_1.users (user_id, username, username_key, anonymous, created_at, seq)
        VALUES ($1, 'Kiran', 'kiran', false, '2026-01-02T03:04:05Z', 3)`,
      [id(5)],
    )
    const kiran = {
      userId: id(5),
      username: 'Kiran',
      anonymous: false,
      createdAt: Date.parse('2026-01-02T03:04:05Z'),
      position: 'u1test:0:3',
    }
    expect(await findUsers(readModel, [id(5), id(6)])).toEqual(new Map([[id(5), kiran]]))
    expect(await findUserByName(readModel, 'KIRAN')).toEqual(kiran)
    expect(await findUserByName(readModel, 'nobody')).toBeUndefined()
    expect(await findUserByName(readModel, '\0')).toBeUndefined()
  })

  it('is unavailable before the first migration, and there after it', async () => {
    const databaseUrl = await createTestDatabase()
    const readModel = await opened(databaseUrl)
    await expect(findUsers(readModel, [id(1)])).rejects.toThrow(ReadModelUnavailable)
    await expect(readModel.check()).rejects.toThrow(ReadModelUnavailable)
    await migrateReadModel({ databaseUrl })
    await expect.poll(() => readModel.check().then(() => 'there', String), { timeout: 10_000 }).toBe('there')
  })
})

describe('progress', () => {
  it('is known from the start and follows notices, not those of another version or of strangers', async () => {
    const { databaseUrl, client } = await migrated()
    const progress = await following(databaseUrl, await opened(databaseUrl))
    expect(progress.nextOffset('groups', 1)).toBe(20)
    expect(progress.partitionCount('groups')).toBe(2)
    expect(progress.generation('users')).toBe('u1test')
    const tell = (schema: string, nextOffset: number) =>
      client.query('SELECT pg_notify($1, $2)', [
        progressChannel,
        formatNotice({ schema, kind: 'groups', partition: 1, nextOffset, parkedChanged: false }),
      ])
    await client.query('SELECT pg_notify($1, $2)', [progressChannel, 'rm_1 groups 1 many'])
    await tell('rm_2', 99)
    await tell('rm_1', 30)
    expect(await progress.waitFor({ kind: 'groups', partition: 1, offset: 29 }, 10_000)).toBe('reached')
    expect(progress.nextOffset('groups', 1)).toBe(30)
    await tell('rm_1', 25)
    await tell('rm_1', 31)
    expect(await progress.waitFor({ kind: 'groups', partition: 1, offset: 30 }, 10_000)).toBe('reached')
  })

  it('wakes those who wait, tells time-outs and other generations apart, and gives up with its caller', async () => {
    const { databaseUrl } = await migrated()
    const progress = await following(databaseUrl, await opened(databaseUrl))
    const target = { kind: 'groups', partition: 0, offset: 10 } as const
    expect(await progress.waitFor({ ...target, offset: 9 }, 0)).toBe('reached')
    expect(await progress.waitFor(target, 20)).toBe('timeout')
    expect(await progress.waitFor({ ...target, generation: generation('g1gone') }, 60_000)).toBe(
      'other-generation',
    )
    const caller = new AbortController()
    const waiting = progress.waitFor(target, 60_000, caller.signal)
    caller.abort()
    expect(await waiting).toBe('timeout')
  })

  it('says that a group is parked as soon as it is, and to its own waiters only', async () => {
    const { databaseUrl, client } = await migrated()
    const progress = await following(databaseUrl, await opened(databaseUrl))
    const target = { kind: 'groups', partition: 0, offset: 15 } as const
    const parked = progress.waitFor({ ...target, group: 'a' }, 60_000)
    const other = progress.waitFor({ ...target, group: 'b' }, 60_000)
    await client.query('BEGIN')
    await client.query(
      `INSERT INTO rm_1.parked (kind, partition, seq, topic, group_id, reason) VALUES ('groups', 0, 12, 'g', 'a', 'broken')`,
    )
    await client.query(`UPDATE rm_1.progress SET next_offset = 16 WHERE kind = 'groups' AND partition = 0`)
    await client.query('SELECT pg_notify($1, $2)', [
      progressChannel,
      formatNotice({ schema: 'rm_1', kind: 'groups', partition: 0, nextOffset: 16, parkedChanged: true }),
    ])
    await client.query('COMMIT')
    expect(await parked).toBe('parked')
    expect(await other).toBe('reached')
    expect(progress.judge({ ...target, offset: 11, group: 'a' })).toBe('reached')
    expect(progress.firstParked('a')).toBe(12)
  })

  it('finds what it missed while its connection was gone, and without any notice', async () => {
    const { databaseUrl, client } = await migrated()
    const progress = await following(databaseUrl, await opened(databaseUrl), 200)
    await client.query(`UPDATE rm_1.progress SET next_offset = 50 WHERE kind = 'groups'`)
    expect(await progress.waitFor({ kind: 'groups', partition: 0, offset: 49 }, 20_000)).toBe('reached')
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )
    await client.query(`UPDATE rm_1.progress SET next_offset = 60 WHERE kind = 'groups'`)
    expect(await progress.waitFor({ kind: 'groups', partition: 0, offset: 59 }, 20_000)).toBe('reached')
  })

  it('moves to another version when that is served', async () => {
    const { databaseUrl, client } = await migrated()
    const readModel = await opened(databaseUrl)
    const progress = await following(databaseUrl, readModel)
    await migrateReadModel({ databaseUrl, version: 2 })
    await client.query('INSERT INTO rm_2.progress SELECT * FROM rm_1.progress')
    await client.query(`UPDATE rm_2.progress SET next_offset = 77 WHERE kind = 'groups'`)
    await client.query('BEGIN')
    await client.query('UPDATE hanashi.serving SET version = 2')
    await client.query(`NOTIFY ${servingChannel}`)
    await client.query('COMMIT')
    expect(await progress.waitFor({ kind: 'groups', partition: 0, offset: 76 }, 20_000)).toBe('reached')
    expect(readModel.schema).toBe('rm_2')
  })
})
