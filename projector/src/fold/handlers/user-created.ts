import { userStands } from '@hanashi/schemas/effective'
import type { UserCreated } from '@hanashi/schemas/events'
import { parseUsername, usernameKey } from '@hanashi/schemas/username'
import type { FoldTarget } from '../state.js'

/** Adds the user, unless the id or the name is there already. */
export function userCreated(
  { loaded, differences }: FoldTarget,
  event: UserCreated,
  offset: number,
): boolean {
  const username = parseUsername(event.username)
  if (!username.ok) throw new Error(username.reason)
  const key = usernameKey(username.value)
  const claims = {
    userIdKnown: loaded.userIds.has(event.userId),
    usernameKnown: loaded.usernameKeys.has(key),
  }
  if (!userStands(claims)) return false
  loaded.userIds.add(event.userId)
  loaded.usernameKeys.add(key)
  differences.users.push({
    userId: event.userId,
    username: username.value,
    usernameKey: key,
    anonymous: event.anonymous,
    createdAtMs: event.occurredAt,
    seq: offset,
  })
  return true
}
