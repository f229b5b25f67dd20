import { createHmac, randomUUID } from 'node:crypto'
import { http, type BadCase, type World } from './bad-case.js'

type Claims = Readonly<Record<string, unknown>>

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

function jwt(header: Claims, claims: Claims, secret: string, hash = 'sha256'): string {
  const unsigned = `${part(header)}.${part(claims)}`
  return `${unsigned}.${createHmac(hash, secret).update(unsigned).digest('base64url')}`
}

const nowS = () => Math.floor(Date.now() / 1000)
const claimsOf = ({ ann }: World): Claims => ({ sub: ann.userId, username: ann.username, exp: nowS() + 600 })
const hs256 = { alg: 'HS256', typ: 'JWT' }

function withToken(cause: string, code: string, token: (world: World) => string): BadCase {
  return http(cause, 401, code, (world) => [
    'POST',
    `${world.commandApi}/messages/${world.group}`,
    { token: token(world), body: { text: 'hello' } },
  ])
}

export const tokens: readonly BadCase[] = [
  http('no token', 401, 'unauthorized', ({ commandApi, group }) => [
    'POST',
    `${commandApi}/messages/${group}`,
    { body: { text: 'hello' } },
  ]),
  http('a scheme other than Bearer', 401, 'unauthorized', ({ commandApi, group }) => [
    'POST',
    `${commandApi}/messages/${group}`,
    { headers: { authorization: 'Basic YW5uOmFubg==' }, body: { text: 'hello' } },
  ]),
  http('no token for a page', 401, 'unauthorized', ({ queryApi, group }) => [
    'GET',
    `${queryApi}/messages/${group}`,
  ]),
  withToken('a token that is no JWT', 'invalid-token', () => 'hello'),
  withToken('a signature by another secret', 'invalid-token', (world) =>
    jwt(hs256, claimsOf(world), 'another secret that is long enough, is it not'),
  ),
  withToken(
    'the algorithm none',
    'invalid-token',
    (world) => `${part({ alg: 'none' })}.${part(claimsOf(world))}.`,
  ),
  withToken('another algorithm than the one configured', 'invalid-token', (world) =>
    jwt({ alg: 'HS512', typ: 'JWT' }, claimsOf(world), world.secret, 'sha512'),
  ),
  withToken('claims changed after signing', 'invalid-token', (world) => {
    const [header, , signature] = world.ann.token.split('.')
    return `${header}.${part({ ...claimsOf(world), sub: world.bob.userId })}.${signature}`
  }),
  withToken('an expired token', 'token-expired', (world) =>
    world.token({ userId: world.ann.userId, username: world.ann.username, ttlMs: -60_000 }),
  ),
  withToken('a token without an end', 'invalid-token', (world) =>
    jwt(hs256, { ...claimsOf(world), exp: undefined }, world.secret),
  ),
  withToken('a token whose subject is no user id', 'invalid-token', (world) =>
    jwt(hs256, { ...claimsOf(world), sub: 'ann' }, world.secret),
  ),
  withToken('a token without a username', 'invalid-token', (world) =>
    jwt(hs256, { ...claimsOf(world), username: undefined }, world.secret),
  ),
  http('a batch without the scope import', 403, 'missing-scope', ({ commandApi, group, ann }) => [
    'POST',
    `${commandApi}/messages/${group}/batch`,
    {
      token: ann.token,
      body: { messages: [{ key: randomUUID(), author: { userId: ann.userId }, text: 'hello' }] },
    },
  ]),
  http('sentAt without the scope import', 403, 'missing-scope', ({ commandApi, group, ann }) => [
    'POST',
    `${commandApi}/messages/${group}`,
    { token: ann.token, body: { text: 'hello', sentAt: '2005-01-02T03:04:05Z' } },
  ]),
  http('the operations page without the scope ops', 403, 'missing-scope', ({ projector, ann }) => [
    'GET',
    `${projector}/ops/projections`,
    { token: ann.token },
  ]),
]
