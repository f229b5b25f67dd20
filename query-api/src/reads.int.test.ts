import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type {} from '@hanashi/local/testing/context'
import { partitionOf } from '@hanashi/schemas/partition'
import { generation, openProgress, partitions, schema, startApi, type Api } from './testing/filled.js'

const partition = partitionOf('global', partitions)
const at = (seq: number) => `${generation}:${partition}:${seq}`
const author = '00000000-0000-7000-8000-000000000001'
const editor = '00000000-0000-7000-8000-000000000002'

describe('one message, its history, groups and users', () => {
  let api: Api
  beforeAll(async () => {
    api = await startApi()
    await api.client.query(
      `INSERT INTO ${schema}.users (user_id, username, username_key, anonymous, created_at, seq)
        VALUES ($1, 'Kiran-Now', 'kiran-now', false, '2026-01-02T03:04:05.006Z', 1),
          ($2, '話すよ', '話すよ', true, '2026-01-02T03:04:05Z', 2)`,
      [author, editor],
    )
  })
  afterAll(() => api.stop())

  it('a message by the current name of its author, or by the name of that time', async () => {
    const [known, unknown] = await api.insert([
      { text: 'a', tags: ['x', 'y'] },
      { seq: 9, text: 'b', authorId: '00000000-0000-7000-8000-0000000000ff' },
    ])
    expect((await api.get(`/messages/global/${known!.messageId.toUpperCase()}`)).body).toEqual({
      messageId: known!.messageId,
      group: 'global',
      author: { userId: author, username: 'Kiran-Now' },
      kind: 'text',
      text: 'a',
      tags: ['x', 'y'],
      sentAt: '2023-11-14T22:13:21.000Z',
      position: at(1),
      version: 1,
      at: at(9),
    })
    expect((await api.get(`/messages/global/${unknown!.messageId}`)).body['author']).toEqual({
      userId: '00000000-0000-7000-8000-0000000000ff',
      username: 'name-then',
    })
  })

  it('a history: of one never edited, of one edited, of one deleted', async () => {
    const [plain, edited, deleted] = await api.insert([
      { seq: 20, text: 'as it was' },
      { seq: 21, text: 'third' },
      { seq: 22, text: null },
    ])
    const version = (id: string, number: number, text: string | null) =>
      api.client.query(
        `INSERT INTO ${schema}.message_versions (group_id, message_id, version, text, edited_at, editor_id, editor_username)
          VALUES ('global', $1, $2::int, $3, to_timestamp(1700000000 + $2::int), $4, 'then')`,
        [id, number, text, editor],
      )
    await version(edited!.messageId, 1, 'first')
    await version(edited!.messageId, 2, 'second')
    await version(edited!.messageId, 7, 'third')
    await version(deleted!.messageId, 1, null)
    await version(deleted!.messageId, 2, null)
    const history = async (id: string) => (await api.get(`/messages/global/${id}/history`)).body
    expect(await history(plain!.messageId)).toEqual({
      messageId: plain!.messageId,
      group: 'global',
      versions: [
        {
          version: 1,
          text: 'as it was',
          editedAt: '2023-11-14T22:13:40.000Z',
          editor: { userId: author, username: 'Kiran-Now' },
        },
      ],
      position: at(22),
    })
    expect(await history(edited!.messageId)).toMatchObject({
      versions: [
        { version: 1, text: 'first' },
        { version: 2, text: 'second', editor: { userId: editor, username: '話すよ' } },
        { version: 7, text: 'third' },
      ],
    })
    const gone = await history(deleted!.messageId)
    expect(gone['deletedAt']).toBe('2027-01-15T08:00:00.000Z')
    expect(JSON.stringify(gone)).not.toContain('"text"')
  })

  it('groups by last activity, page by page, without those that are not open', async () => {
    await api.insert(
      Array.from({ length: 25 }, (_, i) => ({
        group: `g-${String(i).padStart(2, '0')}`,
        seq: 1_000 + Math.floor(i / 2),
      })),
    )
    await api.insert([{ group: 'p.secret', seq: 5_000 }])
    const seen: string[] = []
    let before: string | undefined
    do {
      const { body } = await api.get(`/groups?limit=4${before ? `&before=${before}` : ''}`)
      seen.push(...body.groups!.map(({ group }) => group))
      before = body.before
    } while (before !== undefined)
    const expected = Array.from({ length: 25 }, (_, i) => `g-${String(24 - i).padStart(2, '0')}`)
    expect(seen).toEqual([...expected, 'global'])
    const { body } = await api.get('/groups?limit=1')
    expect(body.groups![0]).toMatchObject({
      group: 'g-24',
      messageCount: 1,
      lastActivityAt: '2023-11-14T22:30:12.000Z',
      lastMessage: {
        group: 'g-24',
        text: 'message 24',
        position: `${generation}:${partitionOf('g-24', partitions)}:1012`,
      },
    })
  })

  it('a user by name, without regard to case', async () => {
    const expected = {
      userId: author,
      username: 'Kiran-Now',
      anonymous: false,
      createdAt: '2026-01-02T03:04:05.006Z',
    }
    expect((await api.get('/users/KIRAN-NOW')).body).toEqual(expected)
    expect((await api.get(`/users/${encodeURIComponent('話すよ')}`)).body).toMatchObject({ anonymous: true })
  })
})

describe('Min-Position', () => {
  let api: Api
  beforeAll(async () => {
    api = await startApi({ env: { MIN_POSITION_WAIT_MS: '20000' } })
  })
  afterAll(() => api.stop())

  it('waits until the projection has got there, on every read', async () => {
    let seq = 10
    for (const path of ['/messages/global', '/groups']) {
      const answer = api.get(path, { 'min-position': at(seq) })
      await api.insert([{ seq }])
      await api.advance('groups', partition, seq + 1)
      const { status, body } = await answer
      expect(status).toBe(200)
      expect(JSON.stringify(body)).toContain(at(seq))
      seq += 1
    }
    const user = api.get('/users/nobody', { 'min-position': 'u1test:0:5' })
    await api.advance('users', 0, 6)
    expect(await user).toMatchObject({ status: 404, body: { code: 'user-not-found' } })
  })

  it('says where a parked group stands', async () => {
    await api.client.query(
      `INSERT INTO ${schema}.parked (kind, partition, seq, topic, group_id, reason) VALUES ('groups', $1, 9, 'groups', 'global', 'broken')`,
      [partition],
    )
    await expect
      .poll(async () => (await api.get('/messages/global', { 'min-position': at(9) })).body, {
        timeout: 10_000,
      })
      .toMatchObject({ code: 'group-parked', status: 503, position: at(8) })
    expect((await api.get('/messages/global', { 'min-position': at(8) })).status).toBe(200)
  })
})

describe('without what it needs', () => {
  it('answers 503 until a projector has opened the log, then by itself', async () => {
    const api = await startApi({ unopened: true })
    try {
      expect(await api.get('/messages/global')).toMatchObject({
        status: 503,
        body: { code: 'read-model-unavailable' },
      })
      expect((await api.get('/ready')).status).toBe(503)
      expect((await api.get('/health')).status).toBe(200)
      await openProgress(api.client)
      await expect.poll(async () => (await api.get('/messages/global')).status, { timeout: 10_000 }).toBe(200)
      expect((await api.get('/ready')).status).toBe(200)
    } finally {
      await api.stop()
    }
  })

  it('answers 503 while Postgres is away, and goes on when it is back', async () => {
    const api = await startApi()
    const admin = new pg.Client({ connectionString: inject('postgresAdminUrl') })
    await admin.connect()
    try {
      const { rows } = await api.client.query<{ name: string; pid: number }>(
        'SELECT current_database() AS name, pg_backend_pid() AS pid',
      )
      const { name, pid: mine } = rows[0]!
      await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
      await admin.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> $2',
        [name, mine],
      )
      await expect
        .poll(async () => (await api.get('/messages/global')).body, { timeout: 10_000 })
        .toMatchObject({ code: 'read-model-unavailable' })
      expect((await api.get('/ready')).status).toBe(503)
      await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
      await expect.poll(async () => (await api.get('/messages/global')).status, { timeout: 10_000 }).toBe(200)
    } finally {
      await admin.end()
      await api.stop()
    }
  })
})
