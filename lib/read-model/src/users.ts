import { parseUsername, usernameKey } from '@hanashi/schemas/username'
import type { ReadModel } from './open.js'

export interface FoundUser {
  readonly userId: string
  readonly username: string
  readonly anonymous: boolean
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** That of the event that made it. */
  readonly position: string
}

interface Row {
  user_id: string
  username: string
  anonymous: boolean
  created_at_ms: number
  position: string
}

const columns = `u.user_id, u.username, u.anonymous, (extract(epoch FROM u.created_at) * 1000)::bigint AS created_at_ms,
  p.generation || ':0:' || u.seq AS position`

/**
 * Those of the users that are there, by userId. One query, by the primary key.
 * @throws ReadModelUnavailable, or pg's error
 */
export async function findUsers(
  readModel: ReadModel,
  userIds: readonly string[],
): Promise<Map<string, FoundUser>> {
  if (userIds.length === 0) return new Map()
  const { schema, pool } = readModel
  // Index: users_pkey.
  const { rows } = await pool.query<Row>({
    name: `find_users_${schema}`,
    text: `SELECT ${columns} FROM ${schema}.users u JOIN ${schema}.progress p ON p.kind = 'users' AND p.partition = 0
      WHERE u.user_id = ANY ($1::uuid[])`,
    values: [userIds],
  })
  return new Map(rows.map((row) => [row.user_id, foundUser(row)]))
}

/**
 * The user of a name, without regard to case; undefined also for what can't be a name.
 * @throws ReadModelUnavailable, or pg's error
 */
export async function findUserByName(readModel: ReadModel, username: string): Promise<FoundUser | undefined> {
  const parsed = parseUsername(username)
  if (!parsed.ok) return undefined
  const { schema, pool } = readModel
  // Index: users_by_name.
  const { rows } = await pool.query<Row>({
    name: `find_user_by_name_${schema}`,
    text: `SELECT ${columns} FROM ${schema}.users u JOIN ${schema}.progress p ON p.kind = 'users' AND p.partition = 0
      WHERE u.username_key = $1`,
    values: [usernameKey(parsed.value)],
  })
  return rows[0] && foundUser(rows[0])
}

function foundUser(row: Row): FoundUser {
  return {
    userId: row.user_id,
    username: row.username,
    anonymous: row.anonymous,
    createdAt: row.created_at_ms,
    position: row.position,
  }
}
