import { accepted, refused, type Brand, type Parsed } from './brand.js'
import { countCodePoints } from './text.js'
import { lookAlikes, reservedUsernames } from './reserved-usernames.js'

export type Username = Brand<'Username'>

/** Two usernames with the same key are the same name. */
export type UsernameKey = Brand<'UsernameKey'>

// Marks may follow a letter, because many scripts (Devanagari, Thai, Tamil) can't be written without them.
const form = /^(?:\p{L}\p{M}{0,3}|\p{Nd}|[_.-])+$/u

/** 3 to 32 characters (code points) after NFKC: letters and digits of any script, `_`, `.` and `-`. */
export function parseUsername(input: unknown): Parsed<Username> {
  if (typeof input !== 'string') return refused('username must be a string')
  if (input.length > 256) return refused('a username has 3 to 32 characters')
  const name = input.normalize('NFKC')
  const length = countCodePoints(name)
  if (length < 3 || length > 32) return refused('a username has 3 to 32 characters')
  if (!form.test(name)) return refused('a username is made of letters, digits and _ . -')
  if (!/[\p{L}\p{Nd}]/u.test(name)) return refused('a username has at least one letter or digit')
  return accepted(name as Username)
}

/** NFKC, without regard to case (full folding: `STRASSE` and `straße` are one name). */
export function usernameKey(username: Username): UsernameKey {
  return username.toUpperCase().toLowerCase().normalize('NFKC') as UsernameKey
}

/** Whether a name is, or could be taken for, one that nobody may have (`admin`, `аdmin`, `adm1n`, `ad_min`). */
export function isReserved(username: Username): boolean {
  return reservedSkeletons.has(skeleton(username))
}

/**
 * What a name looks like: without case, marks and separators, every letter that could be taken for a Latin one replaced by
 * that (after Unicode TS #39 §4, for the letters of the reserved names).
 */
function skeleton(name: string): string {
  let out = ''
  for (const character of name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}_.-]/gu, '')) {
    out += lookAlikes.get(character) ?? character
  }
  return out.replaceAll('rn', 'm').replaceAll('vv', 'w')
}

const reservedSkeletons = new Set(reservedUsernames.map(skeleton))
