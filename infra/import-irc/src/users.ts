import { idsOfSecretKey } from '@hanashi/schemas/command-digest'
import { parseCommandId } from '@hanashi/schemas/ids'
import { describeProblem, problemOf, type Post } from './command-api.js'
import { ImportError } from './import-error.js'

export interface WantedUser {
  /** The Idempotency-Key, one person's in every run. */
  readonly key: string
  /** The best first. */
  readonly usernames: readonly string[]
}

/**
 * Makes the user of a key, or finds the one that the key made before, whatever it was called then.
 * @returns the userId
 * @throws ImportError when the server refuses
 */
export async function ensureUser(post: Post, { key, usernames }: WantedUser): Promise<string> {
  const userId = userIdOf(key)
  let last = 'there is no name to try'
  for (const username of usernames) {
    const { status, body } = await post('/users', { username }, key)
    if (status === 200 || status === 201) return userId
    const { code } = problemOf(body)
    // The key made a user under another name before: nobody else can have this key.
    if (code === 'key-reused') return userId
    last = `${username}: ${describeProblem(status, body)}`
    if (code !== 'username-taken' && code !== 'reserved-username' && code !== 'invalid-username') break
  }
  throw new ImportError(`a user could not be made. ${last}`)
}

/** @param concurrency requests in flight at most */
export async function ensureUsers<T extends WantedUser>(
  post: Post,
  wanted: readonly T[],
  concurrency: number,
  onUser: (done: number) => void,
): Promise<Map<T, string>> {
  const userIds = new Map<T, string>()
  const waiting = [...wanted]
  const work = async () => {
    for (let user = waiting.shift(); user !== undefined; user = waiting.shift()) {
      try {
        userIds.set(user, await ensureUser(post, user))
      } catch (error) {
        waiting.length = 0
        throw error
      }
      onUser(userIds.size)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  return userIds
}

function userIdOf(key: string): string {
  const commandId = parseCommandId(key)
  if (!commandId.ok) throw new Error(`a derived key is no UUID: ${commandId.reason}`)
  return idsOfSecretKey(commandId.value).userId
}
