import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto'
import jsonwebtoken from 'jsonwebtoken'
import { parseUserId } from '@hanashi/schemas/ids'
import { expect, test } from 'vitest'
import { bearer } from './bearer.js'
import { defaultTtlMs, signToken } from './sign.js'
import { TokenError } from './token-error.js'
import { createVerifier } from './verifier.js'

const secret = 'a-secret-for-tests-of-at-least-32-bytes'
const nowMs = 1_800_000_000_000
const id = parseUserId(randomUUID())
if (!id.ok) throw new Error(id.reason)
const userId = id.value
const verifier = createVerifier({ algorithm: 'HS256', secret }, () => nowMs)

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const good = { sub: userId, username: 'kiran', exp: nowMs / 1000 + 60 }

/** A token with any header and payload, rightly signed. */
function forge(payload: unknown, header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const signed = `${base64(header)}.${base64(payload)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => new Error('accepted'),
    (reason: unknown) => reason,
  )
  return error instanceof TokenError ? error.problemCode : String(error)
}

test('a signed token gives back who it speaks for, for 7 days unless told', async () => {
  const token = signToken({ userId, username: 'kiran', scopes: ['import'] }, secret, nowMs)
  expect(await verifier.verify(token)).toEqual({
    userId,
    username: 'kiran',
    scopes: new Set(['import']),
    expiresAt: nowMs + defaultTtlMs,
  })
  expect(defaultTtlMs).toBe(604_800_000)
})

test('the forged tokens of these tests would be accepted if nothing were wrong with them', async () => {
  expect((await verifier.verify(forge(good))).username).toBe('kiran')
})

test.each<[string, string]>([
  ['nothing', ''],
  ['no parts', 'abc'],
  ['no JSON', 'a.b.c'],
  ['alg none', `${base64({ alg: 'none', typ: 'JWT' })}.${base64(good)}.`],
  ['alg none with a signature', forge(good, { alg: 'none' })],
  ['alg in capitals', forge(good, { alg: 'hs256' })],
  ['HS512 with the same secret', jsonwebtoken.sign(good, secret, { algorithm: 'HS512' })],
  ['another secret', signToken({ userId, username: 'kiran' }, `${secret}.`, nowMs)],
  ['cut signature', forge(good).slice(0, -4)],
  ['changed payload', forge(good).replace(/\.[^.]+\./, `.${base64({ ...good, username: 'root' })}.`)],
  ['not yet valid', forge({ ...good, nbf: nowMs / 1000 + 6 })],
  ['nbf no number', forge({ ...good, nbf: 'soon' })],
  ['no exp', forge({ sub: userId, username: 'kiran' })],
  ['exp a text', forge({ ...good, exp: '9999999999' })],
  ['exp beyond every date', forge({ ...good, exp: 1e300 })],
  ['iat a text', forge({ ...good, iat: 'now' })],
  ['no sub', forge({ ...good, sub: undefined })],
  ['sub no UUID', forge({ ...good, sub: 'kiran' })],
  ['sub a number', forge({ ...good, sub: 7 })],
  ['no username', forge({ ...good, username: undefined })],
  ['username empty', forge({ ...good, username: '' })],
  ['username a list', forge({ ...good, username: ['kiran'] })],
  ['username of 65', forge({ ...good, username: 'k'.repeat(65) })],
  ['scope an object', forge({ ...good, scope: { ops: true } })],
  ['scope a list of numbers', forge({ ...good, scope: [1] })],
  ['payload a list', forge([good])],
  ['payload a text', forge('kiran')],
  ['8 KiB and more', forge({ ...good, padding: 'x'.repeat(8192) })],
  ['1 MB', forge({ ...good, padding: 'x'.repeat(1_000_000) })],
])('%s is an invalid token', async (_name, token) => {
  expect(await codeOf(verifier.verify(token))).toBe('invalid-token')
})

test('what is wrong stays in the cause', async () => {
  const error: unknown = await verifier.verify(forge({ ...good, sub: 7 })).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ message: 'The token was not accepted; ask for a new one' })
  expect(String((error as Error).cause)).toContain('sub')
})

test('the clock tolerance is 5 s, both ways', async () => {
  expect(await codeOf(verifier.verify(forge({ ...good, exp: nowMs / 1000 - 4 })))).toBe('Error: accepted')
  expect(await codeOf(verifier.verify(forge({ ...good, exp: nowMs / 1000 - 5 })))).toBe('token-expired')
  expect(await codeOf(verifier.verify(forge({ ...good, nbf: nowMs / 1000 + 5 })))).toBe('Error: accepted')
})

test('scopes are a list or a text, and unknown ones are passed over', async () => {
  const scopesOf = async (scope: unknown) => [...(await verifier.verify(forge({ ...good, scope }))).scopes]
  expect(await scopesOf(['ops', 'openid'])).toEqual(['ops'])
  expect(await scopesOf('openid ops import')).toEqual(['ops', 'import'])
  expect(await scopesOf(undefined)).toEqual([])
})

test('a public key is never taken for a secret', async () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const hmac = createVerifier({ algorithm: 'HS256', secret: pem }, () => nowMs)
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const rsa = jsonwebtoken.sign(good, privateKey, { algorithm: 'RS256' })
  expect(await codeOf(hmac.verify(rsa))).toBe('invalid-token')
})

test('a short secret is refused at once', () => {
  expect(() => createVerifier({ algorithm: 'HS256', secret: 'x'.repeat(31) })).toThrow(
    /JWT_SECRET.*32 bytes; it has 31/,
  )
})

test.each([
  ['Bearer abc', 'abc'],
  ['bearer  abc ', 'abc'],
])('bearer reads %j', (authorization, token) => {
  expect(bearer({ headers: { authorization } })).toBe(token)
})

test.each([undefined, '', 'Bearer', 'Bearer ', 'Basic abc', 'Bearerabc'])(
  'bearer refuses %j',
  (authorization) => {
    const headers = authorization === undefined ? {} : { authorization }
    expect(() => bearer({ headers })).toThrow(TokenError)
  },
)
