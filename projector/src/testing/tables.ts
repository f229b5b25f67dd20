import type { Pool } from 'pg'
import { createTestDatabase } from '@hanashi/local/testing/database'
import { migrateReadModel } from '@hanashi/read-model/migrate'
import { createPool } from '@hanashi/read-model/pool'
import { readModelVersion, schemaName } from '@hanashi/read-model/version'
import { parseGeneration } from '@hanashi/schemas/position'
import type { TopicKind } from '@hanashi/schemas/topics'
import { project, type Outcome } from '../store/project.js'
import { writerSettings } from '../store/connections.js'
import type { Entry } from '../decode/entry.js'
import { must } from './events.js'

export const schema = schemaName(readModelVersion)
export const generations = { groups: must(parseGeneration('g1test')), users: must(parseGeneration('u1test')) }
export const quiet = { info() {}, warn() {}, error() {} }

export interface TestTables {
  readonly pool: Pool
  readonly databaseUrl: string
  /** Projects entries that follow the stored offset `from`. */
  project(kind: TopicKind, from: number, entries: readonly Entry[], to?: number): Promise<Outcome>
  /** As after a crash that lost the offset but not the rows. */
  forgetProgress(): Promise<void>
}

/** Migrated tables of a log with one partition of each kind. */
export async function testTables(): Promise<TestTables> {
  const databaseUrl = await createTestDatabase()
  await migrateReadModel({ databaseUrl })
  const pool = createPool({ ...writerSettings(databaseUrl), poolSize: 4, logger: quiet })
  await pool.query(
    `INSERT INTO ${schema}.progress (kind, partition, topic, generation)
      VALUES ('groups', 0, 'groups', $1), ('users', 0, 'users', $2)`,
    [generations.groups, generations.users],
  )
  return {
    pool,
    databaseUrl,
    project: (kind, from, entries, to = (entries.at(-1)?.offset ?? from - 1) + 1) =>
      project(pool, schema, {
        kind,
        topic: kind,
        partition: 0,
        generation: generations[kind],
        from,
        to,
        entries,
      }),
    forgetProgress: async () => {
      await pool.query(`UPDATE ${schema}.progress SET next_offset = 0`)
    },
  }
}

const dumped = {
  messages: 'group_id, seq',
  message_tags: 'group_id, tag, seq',
  message_versions: 'group_id, message_id, version',
  groups: 'group_id',
  users: 'seq',
  commands: 'kind, scope, seq',
  parked: 'kind, partition, seq',
} as const

/** Every row of every table, in one order; without progress and the time at which rows were parked. */
export async function dump(pool: Pool): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {}
  for (const [table, order] of Object.entries(dumped)) {
    const { rows } = await pool.query<{ row: object }>(
      `SELECT to_jsonb(t) - 'parked_at' AS row FROM ${schema}.${table} t ORDER BY ${order}`,
    )
    tables[table] = rows.map(({ row }) => row)
  }
  return tables
}
