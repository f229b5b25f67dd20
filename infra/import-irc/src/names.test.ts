import { expect, test } from 'vitest'
import { isReserved, parseUsername, usernameKey } from '@hanashi/schemas/username'
import { nickKey } from './nick.js'
import { usernamesFor } from './names.js'

const person = (nick: string, ordinal = 1) => ({
  nickKey: nickKey(nick),
  ordinal,
  day: ordinal === 1 ? undefined : '2005-01-02',
  nick,
})

test('a nick that is a valid username stays as it is', () => {
  for (const nick of ['crimsun', 'Dr_Willis', 'a-b', '_ann_'])
    expect(usernamesFor(person(nick))[0]).toBe(nick)
})

const odd = [
  '|QuaD-',
  'SGC|Work',
  'SGC[Work',
  'zAo^^',
  'MenZa`',
  'mg',
  'a',
  'T`',
  '|',
  '``',
  '[]',
  '\\sh',
  'help',
  'Admin_',
  'r00t',
  'ops',
]

test.each([...odd, 'x'.repeat(40), 'ｆｕｌｌ', 'дима', 'é'.normalize('NFD') + 'ab', 'a.b'])(
  '%s gets usernames that are allowed',
  (nick) => {
    const names = usernamesFor(person(nick))
    expect(names.length).toBeGreaterThanOrEqual(3)
    for (const name of names) {
      const username = parseUsername(name)
      expect(username).toEqual({ ok: true, value: name })
      expect(username.ok && isReserved(username.value)).toBe(false)
    }
  },
)

test('no two nicks are given one name, and a mapped name is that of no nick', () => {
  const nicks = [...odd, 'SGC-Work', 'QuaD-', 'mg-', 'MenZa-', 'a-', 'zAo--']
  const first = nicks.map((nick) => usernamesFor(person(nick))[0]!)
  const keys = first.map((name) => {
    const username = parseUsername(name)
    return username.ok ? usernameKey(username.value) : ''
  })
  expect(new Set(keys).size).toBe(nicks.length)
  for (const [i, name] of first.entries()) if (name !== nicks[i]) expect(name).toContain('.')
})

test('the second of a nick is never given the name of the first', () => {
  expect(usernamesFor(person('ann', 2))).not.toContain('ann')
  expect(usernamesFor(person('ann', 2))[0]).toMatch(/^ann\.[0-9a-f]{4}$/)
})
