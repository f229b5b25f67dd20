import { createHash } from 'node:crypto'
import { isReserved, parseUsername } from '@hanashi/schemas/username'
import { personKey, type Person } from './people.js'

/**
 * Usernames for a person, the best first; the next one is for when somebody has that already. A nick that is a valid username is
 * its own. Any other gets what is left of it with `-` for each character that can't stay, then `.` and a hash of the
 * whole nick: no nick has a `.`, so no mapped name can be that of another nick, and two nicks that look alike once mapped
 * (`a|b`, `a{b`) differ in the hash.
 */
export function usernamesFor(person: Person): string[] {
  const hash = createHash('sha256').update(personKey(person)).digest('hex')
  const stem = person.nick.normalize('NFKC').replace(/[^\p{L}\p{Nd}_-]/gu, '-')
  const mapped = [4, 8, 16].map((digits) => {
    const kept = Array.from(stem).slice(0, 32 - 1 - digits)
    return `${kept.join('')}.${hash.slice(0, digits)}`
  })
  const own = person.ordinal === 1 && !person.nick.includes('.') ? [person.nick] : []
  return [...own, ...mapped, `irc.${hash.slice(0, 24)}`].filter(isAllowed)
}

function isAllowed(name: string): boolean {
  const username = parseUsername(name)
  return username.ok && username.value === name && !isReserved(username.value)
}
