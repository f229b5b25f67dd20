import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import type { LogEvent } from '@hanashi/schemas/events'
import type { Entry } from '../decode/entry.js'
import { edited, group, sent } from '../testing/events.js'
import { dump, generations, schema, testTables, type TestTables } from '../testing/tables.js'
import { project } from './project.js'

const a = group('a')
const b = group('b')
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const head = (n: number) => ({ commandId: id(n), actorId: id(900), occurredAt: 1_700_000_000_000 + n })
const event = (offset: number, of: LogEvent): Entry => ({
  status: 'event',
  offset,
  group: 'group' in of ? of.group : null,
  event: of,
})
const poison = (offset: number, of: typeof a | null): Entry => ({
  status: 'poison',
  offset,
  group: of,
  reason: 'broken',
})

const open: TestTables[] = []
async function fresh(): Promise<TestTables> {
  const tables = await testTables()
  open.push(tables)
  return tables
}
afterEach(() => Promise.all(open.splice(0).map(({ pool }) => pool.end())))

async function nextOffset({ pool }: TestTables): Promise<number | undefined> {
  const { rows } = await pool.query<{ next: number }>(
    `SELECT next_offset AS next FROM ${schema}.progress WHERE kind = 'groups'`,
  )
  return rows[0]?.next
}

async function column(tables: TestTables, sql: string): Promise<unknown[]> {
  const { rows } = await tables.pool.query<{ value: unknown }>(sql)
  return rows.map(({ value }) => value)
}

describe('the fence', () => {
  it('lets one of two writers of the same batch through, whoever is first', async () => {
    const tables = await fresh()
    const entries = Array.from({ length: 300 }, (_, i) => event(i, sent(a, head(i))))
    const outcomes = await Promise.all([0, 1, 2].map(() => tables.project('groups', 0, entries)))
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['committed', 'fenced', 'fenced'])
    expect(await column(tables, `SELECT count(*) AS value FROM ${schema}.messages`)).toEqual([300])
    expect(await nextOffset(tables)).toBe(300)
  })

  it('keeps out a writer that starts while the owner is in the middle', async () => {
    const tables = await fresh()
    const owner = await tables.pool.connect()
    await owner.query('BEGIN')
    await owner.query(
      `UPDATE ${schema}.progress SET next_offset = 5 WHERE kind = 'groups' AND next_offset = 0`,
    )
    const zombie = tables.project('groups', 0, [event(0, sent(a, head(1)))])
    await owner.query('COMMIT')
    owner.release()
    expect(await zombie).toEqual({ status: 'fenced' })
    expect(await column(tables, `SELECT count(*) AS value FROM ${schema}.messages`)).toEqual([0])
  })

  it('writes nothing for another offset or another generation', async () => {
    const tables = await fresh()
    expect(await tables.project('groups', 7, [event(7, sent(a, head(1)))])).toEqual({ status: 'fenced' })
    const chunk = { kind: 'groups', topic: 'groups', partition: 0, from: 0, to: 1 } as const
    const entries = [event(0, sent(a, head(1)))]
    expect(await project(tables.pool, schema, { ...chunk, generation: generations.users, entries })).toEqual({
      status: 'fenced',
    })
    expect(await nextOffset(tables)).toBe(0)
  })

  it('makes either all of a batch or nothing of it', async () => {
    const tables = await fresh()
    await tables.pool.query(`ALTER TABLE ${schema}.commands RENAME TO away`)
    await expect(tables.project('groups', 0, [event(0, sent(a, head(1)))])).rejects.toMatchObject({
      code: '42P01',
    })
    expect(await nextOffset(tables)).toBe(0)
    await tables.pool.query(`ALTER TABLE ${schema}.away RENAME TO commands`)
    expect(await dump(tables.pool)).toMatchObject({ messages: [], groups: [], parked: [] })
  })
})

describe('parking', () => {
  it('parks a poison record and what comes after it in its group, in this batch and later ones; others go on', async () => {
    const tables = await fresh()
    const outcome = await tables.project('groups', 0, [
      event(0, sent(a, head(1))),
      poison(1, a),
      event(2, sent(b, head(2))),
      event(3, sent(a, head(3))),
      poison(4, null),
      event(5, sent(b, head(4))),
    ])
    expect(outcome).toMatchObject({
      status: 'committed',
      parked: [{ offset: 1 }, { offset: 3 }, { offset: 4 }],
    })
    await tables.project('groups', 6, [event(6, sent(a, head(5))), event(7, sent(b, head(6)))])
    expect(
      await column(tables, `SELECT group_id || seq AS value FROM ${schema}.messages ORDER BY seq`),
    ).toEqual(['a0', 'b2', 'b5', 'b7'])
    expect(
      await column(
        tables,
        `SELECT coalesce(group_id, '-') || seq || ' ' || reason AS value FROM ${schema}.parked ORDER BY seq`,
      ),
    ).toEqual([
      'a1 broken',
      'a3 an earlier record of the group is parked',
      '-4 broken',
      'a6 an earlier record of the group is parked',
    ])
    expect(await nextOffset(tables)).toBe(8)
  })

  it('finds the one event of a batch that Postgres refuses, and keeps its text out of the reason', async () => {
    const tables = await fresh()
    const entries = Array.from({ length: 40 }, (_, i) => event(i, sent(i === 23 ? b : a, head(i))))
    // A name with NUL can't come from us, but the log is open.
    entries[23] = event(23, sent(b, head(23), { actorUsername: 'secret\0name' }))
    entries.push(event(40, edited(sent(b, head(23)), head(60), 2)))
    const outcome = await tables.project('groups', 0, entries)
    expect(outcome).toMatchObject({ status: 'committed', parked: [{ offset: 23, group: b }, { offset: 40 }] })
    expect(await column(tables, `SELECT count(*) AS value FROM ${schema}.messages`)).toEqual([39])
    const [reason] = await column(tables, `SELECT reason AS value FROM ${schema}.parked WHERE seq = 23`)
    expect(reason).toMatch(/^22021 /)
    expect(reason).not.toContain('secret')
    expect(await nextOffset(tables)).toBe(41)
  })

  it('parks an event that its handler cannot take', async () => {
    const tables = await fresh()
    const broken = sent(a, head(1), { tags: 5 as never })
    const outcome = await tables.project('groups', 0, [event(0, broken), event(1, sent(b, head(2)))])
    expect(outcome).toMatchObject({ status: 'committed', parked: [{ offset: 0, group: a }] })
    expect(await column(tables, `SELECT group_id AS value FROM ${schema}.messages`)).toEqual(['b'])
  })

  it('never parks for what is not the fault of an event', async () => {
    const tables = await fresh()
    await tables.pool.query(`ALTER TABLE ${schema}.groups DROP COLUMN last_seq`)
    const failing = tables.project('groups', 0, [event(0, sent(a, head(1)))])
    await expect(failing).rejects.toMatchObject({ code: '42703' })
    expect(await column(tables, `SELECT count(*) AS value FROM ${schema}.parked`)).toEqual([0])
  })
})

it('looks rows up by their keys alone, from the first row on: plans are made while the tables are empty', async () => {
  const tables = await fresh()
  const sends = Array.from({ length: 2_000 }, (_, i) => sent(a, head(i)))
  for (let at = 0; at < sends.length; at += 50) {
    const entries = sends.slice(at, at + 49).map((of, i) => event(at + i, of))
    entries.push(event(at + 49, edited(sends[at] ?? sent(a, head(at)), head(5_000 + at), 2)))
    await tables.project('groups', at, entries)
  }
  await tables.pool.end() // A session reports what it did when it ends.
  open.splice(0)
  const client = new pg.Client({ connectionString: tables.databaseUrl })
  await client.connect()
  const statistics = async () => {
    const { rows } = await client.query<{ name: string; rows: number }>(
      `SELECT relname || ' in full' AS name, seq_tup_read::int AS rows FROM pg_stat_user_tables
          WHERE relname IN ('messages', 'commands', 'groups', 'message_versions')
        UNION ALL
        SELECT indexrelname, idx_tup_read::int FROM pg_stat_user_indexes
          WHERE indexrelname IN ('messages_in_order', 'messages_pkey', 'commands_pkey')`,
    )
    return Object.fromEntries(rows.map(({ name, rows: read }) => [name, read]))
  }
  try {
    // Each edit finds its message, to load and to change it, where that isn't of the same batch; nothing else is read.
    await expect
      .poll(statistics, { timeout: 20_000 })
      .toMatchObject({ 'messages in full': 0, messages_in_order: 0 })
    const seen = await statistics()
    expect(seen).toMatchObject({ 'commands in full': 0, 'groups in full': 0, 'message_versions in full': 0 })
    expect(Math.max(seen['messages_pkey'] ?? NaN, seen['commands_pkey'] ?? NaN)).toBeLessThan(2_000)
  } finally {
    await client.end()
  }
})
