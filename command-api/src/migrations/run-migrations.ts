import pg from 'pg'
import { migrations } from './migrations.js'

/** Held by whoever migrates; a session's lock, so it ends with the connection. */
const advisoryLock = 4_202_611_212

/**
 * Brings the schema `command_api` to what this code expects, each step in a transaction of its own. Run twice, or by two
 * processes at once, it does nothing the second time.
 * @returns the names of the steps that were made
 * @throws Error where the database has a step that this code doesn't know
 */
export async function runMigrations(databaseUrl: string): Promise<readonly string[]> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'hanashi command-api migrate',
    connectionTimeoutMillis: 10_000,
  })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLock])
    await client.query('CREATE SCHEMA IF NOT EXISTS command_api')
    await client.query(`
      CREATE TABLE IF NOT EXISTS command_api.migrations (
        id integer PRIMARY KEY,
        name text NOT NULL,
        applied_at timestamptz(3) NOT NULL DEFAULT now()
      )`)
    return await apply(client)
  } finally {
    await client.end()
  }
}

async function apply(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: number; name: string }>(
    'SELECT id, name FROM command_api.migrations',
  )
  const stranger = rows.find((row) => !migrations.some(({ id, name }) => id === row.id && name === row.name))
  if (stranger !== undefined) {
    throw new Error(
      `command_api has the migration ${stranger.id} (${stranger.name}), which this code doesn't know: it is older than the database`,
    )
  }
  const missing = migrations.filter(({ id }) => !rows.some((row) => row.id === id))
  for (const { id, name, sql } of missing) {
    // Several statements in one query are one transaction.
    await client.query(
      `BEGIN; ${sql}; INSERT INTO command_api.migrations (id, name) VALUES (${id}, '${name}'); COMMIT`,
    )
  }
  return missing.map(({ name }) => name)
}
