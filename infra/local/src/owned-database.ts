import pg from 'pg'
import { ensureDatabase } from './postgres.js'

/** A login role and a database of the same name that it owns, made when they aren't there. The password is set anew. */
export async function ensureOwnedDatabase(adminUrl: string, name: string, password: string): Promise<void> {
  await ensureDatabase(adminUrl, name)
  const client = new pg.Client(adminUrl)
  await client.connect()
  try {
    const role = client.escapeIdentifier(name)
    const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [name])
    if (rowCount === 0) await client.query(`create role ${role} login`)
    await client.query(`alter role ${role} password ${client.escapeLiteral(password)}`)
    await client.query(`alter database ${role} owner to ${role}`)
  } finally {
    await client.end()
  }
}
