import { sql } from 'kysely'
import { formatPosition } from '@hanashi/schemas/position'
import { parseUsername, usernameKey } from '@hanashi/schemas/username'
import type { ReadModel } from './open.js'
import type { ProgressTable } from './tables/progress.js'
import type { UsersTable } from './tables/users.js'

export interface FoundUser {
  readonly userId: string
  readonly username: string
  readonly anonymous: boolean
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** That of the event that made it. */
  readonly position: string
}

/**
 * Those of the users that are there, by userId. One query, by the primary key.
 * @throws ReadModelUnavailable, or pg's error
 */
export async function findUsers(
  readModel: ReadModel,
  userIds: readonly string[],
): Promise<Map<string, FoundUser>> {
  if (userIds.length === 0) return new Map()
  // Index: users_pkey.
  const rows = await selectUsers(readModel)
    .where(sql<boolean>`u.user_id = ANY (${userIds}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.user_id, foundUser(row)]))
}

/**
 * The user of a name, without regard to case; undefined also for what can't be a name.
 * @throws ReadModelUnavailable, or pg's error
 */
export async function findUserByName(readModel: ReadModel, username: string): Promise<FoundUser | undefined> {
  const parsed = parseUsername(username)
  if (!parsed.ok) return undefined
  // Index: users_by_name.
  const row = await selectUsers(readModel)
    .where('u.username_key', '=', usernameKey(parsed.value))
    .executeTakeFirst()
  return row && foundUser(row)
}

function selectUsers({ db }: ReadModel) {
  return db
    .selectFrom('users as u')
    .innerJoin('progress as p', (join) => join.on('p.kind', '=', 'users').on('p.partition', '=', 0))
    .select(['u.user_id', 'u.username', 'u.anonymous', 'u.seq', 'p.generation', 'p.partition'])
    .select(sql<number>`(extract(epoch FROM u.created_at) * 1000)::bigint`.as('created_at_ms'))
}

function foundUser(
  row: Pick<UsersTable, 'user_id' | 'username' | 'anonymous' | 'seq'> &
    Pick<ProgressTable, 'generation' | 'partition'> & { readonly created_at_ms: number },
): FoundUser {
  const { generation, partition, seq: offset } = row
  return {
    userId: row.user_id,
    username: row.username,
    anonymous: row.anonymous,
    createdAt: row.created_at_ms,
    position: formatPosition({ generation, partition, offset }),
  }
}
