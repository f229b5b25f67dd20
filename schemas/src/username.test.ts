import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reservedUsernames } from './reserved-usernames.js'
import { isReserved, parseUsername, usernameKey, type Username } from './username.js'

function name(input: string): Username {
  const parsed = parseUsername(input)
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.value
}

describe('parseUsername', () => {
  it.each([
    'kiran',
    'SleepyKitsune42',
    'はなし',
    'Ⅳ_the.4th-one'.replace('Ⅳ', 'IV'),
    'किरण',
    'ประยุทธ',
    'a-_',
    '𝒦iran',
  ])('accepts %s', (input) => {
    expect(name(input)).toBe(input.normalize('NFKC'))
  })

  it.each([
    'ab',
    'a'.repeat(33),
    '',
    'a b',
    'a\u200bbc',
    'a|b|c',
    '[abc]',
    '<abc>',
    '😀😀😀',
    '...',
    '\u0301abc',
    'abc\0',
    'ab\ud800',
    null,
    3,
    `abc${'\u0301'.repeat(9)}`,
  ])('refuses %j', (input) => {
    expect(parseUsername(input).ok).toBe(false)
  })

  it('is stable: a name that was accepted is accepted as itself, and has one key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (input) => {
        const parsed = parseUsername(input)
        if (!parsed.ok) return
        expect(parseUsername(parsed.value)).toEqual(parsed)
        expect(usernameKey(name(parsed.value))).toBe(usernameKey(parsed.value))
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['Kiran', 'kIRAN'],
    ['straße', 'STRASSE'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['ｋｉｒａｎ', 'kiran'],
    ['e\u0301ric', 'éric'],
  ])('%s and %s are one name', (a, b) => {
    expect(usernameKey(name(a))).toBe(usernameKey(name(b)))
  })

  it.each([
    'admin',
    'ADMIN',
    'аdmin',
    'adm1n',
    'ad.min',
    'a_d_m_i_n',
    'ádmin',
    'аdrnin',
    'H4nashi',
    'ｓｙｓｔｅｍ',
    'r00t',
    'ѕtаff',
    'support_',
  ])('%s looks like a reserved name', (input) => {
    expect(isReserved(name(input))).toBe(true)
  })

  it.each(['kiran', 'adminton', 'rooted', 'SleepyKitsune42', 'моды', 'systematic'])(
    '%s does not',
    (input) => {
      expect(isReserved(name(input))).toBe(false)
    },
  )

  it('every reserved name is reserved', () => {
    for (const reserved of reservedUsernames) expect(isReserved(name(reserved))).toBe(true)
  })
})
