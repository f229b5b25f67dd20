import { createHash, createHmac } from 'node:crypto'
import { formatUuid } from '@hanashi/schemas/ids'
import { personKey, type Person } from './people.js'

/** The id of what a line says: the same in every run, so that saying it again adds nothing. */
export function messageIdOfLine(file: string, line: number, group: string): string {
  const hash = createHash('sha256').update(`hanashi irc message\n${file}\n${line}\n${group}`).digest()
  return formatUuid(hash, 8)
}

/**
 * The `Idempotency-Key` that makes a person's user: the same in every run with the same secret. For `POST /users` the key is as
 * good as a password at first, so nobody without the secret can tell it.
 */
export function userKeyOf(person: Person, secret: string): string {
  return derivedKey(`hanashi irc user\n${personKey(person)}`, secret)
}

/** The key of the user who imports. */
export function importerKey(secret: string): string {
  return derivedKey('hanashi irc importer', secret)
}

function derivedKey(label: string, secret: string): string {
  return formatUuid(createHmac('sha256', secret).update(label).digest(), 8)
}
