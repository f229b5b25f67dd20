import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { schema } from './progress.js'
import type { System } from './system.js'

/** What one message becomes: a row in each, found by the group. */
const tables = { messages: 'group_id', commands: 'scope' } as const
type Table = keyof typeof tables

export interface CopyTables {
  /** Copies the rows of each group in a transaction of its own, into empty tables with the same indexes. Messages a second. */
  rowsPerSecond(groups: readonly string[], expected: number): Promise<number>
}

export async function openCopyTables(system: System): Promise<CopyTables> {
  const client = new pg.Client({ connectionString: system.stack.databaseUrl })
  await client.connect()
  system.atEnd(() => client.end())
  await client.query('CREATE SCHEMA bench_raw')
  for (const table of Object.keys(tables)) {
    await client.query(`CREATE TABLE bench_raw.${table} (LIKE ${schema}.${table} INCLUDING ALL)`)
  }
  return {
    rowsPerSecond: async (groups, expected) => {
      await client.query('TRUNCATE bench_raw.messages, bench_raw.commands')
      const batches: Record<Table, Buffer>[] = []
      for (const group of groups) {
        batches.push({
          messages: await read(client, 'messages', group),
          commands: await read(client, 'commands', group),
        })
      }
      const began = performance.now()
      for (const batch of batches) {
        await client.query('BEGIN')
        await write(client, 'messages', batch.messages)
        await write(client, 'commands', batch.commands)
        await client.query('COMMIT')
      }
      const seconds = (performance.now() - began) / 1_000
      const { rows } = await client.query<{ count: string }>(
        'SELECT count(*) AS count FROM bench_raw.messages',
      )
      if (Number(rows[0]?.count) !== expected)
        throw new Error(`${rows[0]?.count} of ${expected} rows were copied`)
      return expected / seconds
    },
  }
}

/** The rows as Postgres writes them itself, ready to be sent: nothing is left to encode. */
async function read(client: pg.Client, table: Table, group: string): Promise<Buffer> {
  // COPY takes no parameters; a group's name is a slug.
  const query = `SELECT * FROM ${schema}.${table} WHERE ${tables[table]} = '${group}'${table === 'commands' ? " AND kind = 'groups'" : ''} ORDER BY seq`
  const chunks: Buffer[] = []
  await pipeline(client.query(copyTo(`COPY (${query}) TO STDOUT WITH (FORMAT binary)`)), async (stream) => {
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
  })
  return Buffer.concat(chunks)
}

async function write(client: pg.Client, table: Table, rows: Buffer): Promise<void> {
  const stream = client.query(copyFrom(`COPY bench_raw.${table} FROM STDIN WITH (FORMAT binary)`))
  await new Promise<void>((resolve, reject) => {
    stream.on('error', reject)
    stream.on('finish', resolve)
    stream.end(rows)
  })
}
