import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase } from './testing/database.js'

let client: pg.Client

beforeAll(async () => {
  client = new pg.Client(await createTestDatabase())
  await client.connect()
})
afterAll(() => client.end())

test('a database is UTF-8 with a locale in which trigrams work on Japanese', async () => {
  const { rows } = await client.query<{ encoding: string; locale: string }>(
    `select pg_encoding_to_char(encoding) as encoding, datctype as locale from pg_database
     where datname = current_database()`,
  )
  expect(rows).toEqual([{ encoding: 'UTF8', locale: 'C.UTF-8' }])
  await client.query('create extension pg_trgm')
  const trigrams = await client.query<{ found: string[] }>(`select show_trgm('話す話') as found`)
  expect(trigrams.rows[0]?.found.length).toBeGreaterThan(0)
})

test('every test database is its own', async () => {
  await client.query('create table mine (id int)')
  const other = new pg.Client(await createTestDatabase())
  await other.connect()
  try {
    const { rows } = await other.query(`select 1 from pg_tables where tablename = 'mine'`)
    expect(rows).toEqual([])
  } finally {
    await other.end()
  }
})
