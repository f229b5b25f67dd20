import pg from 'pg'
import { commands } from './migrations/commands.js'
import { messages } from './migrations/messages.js'
import type { Migration } from './migrations/migration.js'
import { progress } from './migrations/progress.js'
import { serving } from './migrations/serving.js'
import { users } from './migrations/users.js'
import { readModelVersion, schemaName } from './version.js'

const catalogue: readonly Migration[] = [serving]
const readModel: readonly Migration[] = [progress, messages, users, commands]

export interface MigrateOptions {
  readonly databaseUrl: string
  /** Which version of the read models; by default the one that this code makes. */
  readonly version?: number
}

/**
 * Brings the tables of one version of the read models to what this code expects. Each step is one transaction; run twice, or by two
 * processes at once, it does nothing the second time. In an empty database the version becomes the serving one; in any other the
 * serving one stays.
 * @returns the steps that were made, as `schema/name`
 * @throws Error where the database has a step that this code doesn't know, or the same number with another name
 */
export async function migrateReadModel(options: MigrateOptions): Promise<readonly string[]> {
  const version = options.version ?? readModelVersion
  const client = new pg.Client({
    connectionString: options.databaseUrl,
    application_name: 'hanashi migrate',
    connectionTimeoutMillis: 10_000,
  })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLock])
    await client.query(`CREATE SCHEMA IF NOT EXISTS hanashi`)
    await client.query(`
      CREATE TABLE IF NOT EXISTS hanashi.migrations (
        schema text NOT NULL,
        id integer NOT NULL,
        name text NOT NULL,
        applied_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (schema, id)
      )`)
    const made = await apply(client, 'hanashi', catalogue)
    made.push(...(await apply(client, schemaName(version), readModel)))
    await client.query('INSERT INTO hanashi.serving (version) VALUES ($1) ON CONFLICT DO NOTHING', [version])
    return made
  } finally {
    await client.end()
  }
}

/** Held by whoever migrates; a session's lock, so it ends with the connection. */
const advisoryLock = 4_202_611_211

async function apply(client: pg.Client, schema: string, migrations: readonly Migration[]): Promise<string[]> {
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`)
  const { rows } = await client.query<{ id: number; name: string }>(
    'SELECT id, name FROM hanashi.migrations WHERE schema = $1 ORDER BY id',
    [schema],
  )
  const made: string[] = []
  const known = new Map(rows.map((row) => [row.id, row.name]))
  for (const [id, name] of known) {
    const ours = migrations.find((migration) => migration.id === id)
    if (ours?.name !== name) {
      throw new Error(
        `${schema} has the migration ${id} (${name}), which this code doesn't know: it is older than the database`,
      )
    }
  }
  for (const migration of migrations) {
    if (known.has(migration.id)) continue
    await inTransaction(client, async () => {
      await client.query(migration.up(schema))
      await client.query('INSERT INTO hanashi.migrations (schema, id, name) VALUES ($1, $2, $3)', [
        schema,
        migration.id,
        migration.name,
      ])
    })
    made.push(`${schema}/${migration.name}`)
  }
  return made
}

async function inTransaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN')
  try {
    await work()
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}
