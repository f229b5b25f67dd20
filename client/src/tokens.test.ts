import { expect, test } from 'vitest'
import { unreachable, type Failure } from './core/failure.js'
import { readClaims } from './core/token-claims.js'
import { me, tokenOf } from './testing/model.js'
import { VirtualClock } from './testing/virtual-clock.js'
import { Tokens, type GetToken } from './tokens.js'

const why: Failure = { ...unreachable, code: 'token-expired', status: 401 }

function tokensOf(options: { readonly token?: string; readonly getToken?: GetToken }) {
  const clock = new VirtualClock()
  const warnings: unknown[] = []
  let changes = 0
  const tokens = new Tokens({
    ...options,
    clock,
    random: () => 1,
    changed: () => changes++,
    warn: (_message, error) => warnings.push(error),
  })
  return { tokens, clock, warnings, changes: () => changes }
}

test('what a token says of its owner', () => {
  expect(readClaims(tokenOf({ userId: 'u', username: 'ミカ' }, 5_000))).toEqual({
    userId: 'u',
    username: 'ミカ',
    expiresAtMs: 5_000,
  })
  for (const none of [
    '',
    'a.b.c',
    'a.!.c',
    `a.${btoa('[]')}.c`,
    `a.${btoa('{"sub":1}')}.c`,
    `a.${btoa('{')}.c`,
  ])
    expect(readClaims(none)).toBeUndefined()
})

test('a token is asked for when there is none, once however many need it', async () => {
  let asked = 0
  const { tokens } = tokensOf({ getToken: () => Promise.resolve(`token ${++asked}`) })
  expect(await Promise.all([tokens.current(), tokens.current()])).toEqual([
    { status: 'token', token: 'token 1' },
    { status: 'token', token: 'token 1' },
  ])
})

test('a refused token is followed by another, and late refusals of it change nothing', async () => {
  let asked = 0
  const { tokens } = tokensOf({ token: 'first', getToken: () => `token ${++asked}` })
  expect(await tokens.refused('first', why)).toEqual({ status: 'token', token: 'token 1' })
  expect(await tokens.refused('first', why)).toEqual({ status: 'token', token: 'token 1' })
  expect(asked).toBe(1)
})

test.each<[string, GetToken | undefined]>([
  ['there is no getToken', undefined],
  ['it has none', () => undefined],
  ['it gives the same', () => 'first'],
])('a refused token is the end where %s, until another is set', async (_, getToken) => {
  const { tokens, changes } = tokensOf({ token: 'first', ...(getToken && { getToken }) })
  expect(await tokens.refused('first', why)).toEqual({ status: 'expired' })
  expect(tokens.refusal).toBe(why)
  expect(await tokens.current()).toEqual({ status: 'expired' })
  expect(changes()).toBe(1)
  tokens.set('second')
  expect(await tokens.current()).toEqual({ status: 'token', token: 'second' })
  expect(tokens.refusal).toBeUndefined()
})

test('where getToken fails it is not the end', async () => {
  let fails = true
  const error = new Error('no network')
  const { tokens, warnings } = tokensOf({
    token: 'first',
    getToken: () => (fails ? Promise.reject(error) : 'second'),
  })
  expect(await tokens.refused('first', why)).toEqual({ status: 'unavailable' })
  expect(warnings).toEqual([error])
  fails = false
  expect(await tokens.current()).toEqual({ status: 'token', token: 'second' })
})

test('a token is renewed a minute before its end; where that fails it is tried again, and the old one goes on', async () => {
  let asked = 0
  const hourMs = 3_600_000
  const start = new VirtualClock().nowMs()
  const first = tokenOf(me, start + hourMs)
  const second = tokenOf(me, start + 3 * hourMs)
  const { tokens, clock } = tokensOf({
    token: first,
    getToken: () => (++asked === 1 ? Promise.reject(new Error('no network')) : second),
  })
  await clock.pass(hourMs - 60_001)
  expect(asked).toBe(0)
  await clock.pass(1)
  expect(asked).toBe(1)
  expect(await tokens.current()).toEqual({ status: 'token', token: first })
  await clock.pass(1_000)
  expect(await tokens.current()).toEqual({ status: 'token', token: second })
  tokens.close()
})
