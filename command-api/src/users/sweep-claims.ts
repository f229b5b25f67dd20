import type { FoundUser } from '@hanashi/read-model/users'
import type { CatchUp } from '../idempotency/catch-up.js'
import type { UsernameClaims } from './username-claims.js'

export interface SweepParts {
  readonly claims: Pick<UsernameClaims, 'overdue' | 'confirm' | 'release'>
  readonly catchUp: CatchUp
  readonly findUsers: (userIds: readonly string[]) => Promise<ReadonlyMap<string, FoundUser>>
}

const maxClaims = 500

/**
 * Ends claims that were left open. First no append of theirs can land any more, then the projection passes the log's end as
 * of now: who is there is confirmed, the name of who isn't is free again.
 * @returns how many were confirmed and released; undefined where it can't be known yet
 */
export async function sweepClaims({ claims, catchUp, findUsers }: SweepParts) {
  const overdue = await claims.overdue(maxClaims)
  if (overdue.length === 0) return { confirmed: 0, released: 0 }
  const caughtUp = await catchUp({ kind: 'users', partition: 0 })
  if (!caughtUp.ok) return undefined
  const users = await findUsers(overdue.map(({ userId }) => userId))
  let confirmed = 0
  for (const { commandId, userId } of overdue) {
    const user = users.get(userId)
    if (user === undefined) {
      await claims.release(commandId)
    } else {
      await claims.confirm(commandId, user.position, user.createdAt)
      confirmed++
    }
  }
  return { confirmed, released: overdue.length - confirmed }
}
