import { createVerifier } from '@hanashi/identity/verifier'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { parseArguments, usage } from './arguments.js'
import { readConfig } from './config.js'
import { issueToken } from './issue-token.js'

const secret = 'a-secret-for-tests-of-at-least-32-bytes'
const userId = '0190a0a0-0000-7000-8000-000000000001'
const nowMs = Date.now()
const verifier = createVerifier({ algorithm: 'HS256', secret })
const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

/** Stands for query-api, because a package of infra can't import it; the end-to-end stories use the real one. */
async function answering(status: number, body: string) {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(request)
    response.writeHead(status).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => server.close().closeAllConnections())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { seen, config: { secret, queryApiUrl: `http://127.0.0.1:${address.port}` } }
}

function request(...args: string[]) {
  const parsed = parseArguments(args)
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.value
}

test('a token for the user as query-api knows it', async () => {
  const { seen, config } = await answering(
    200,
    JSON.stringify({ userId, username: 'Kiran', anonymous: false }),
  )
  const token = await issueToken(request('kiran', '--scope', 'ops,import', '--ttl', '1h'), config, nowMs)
  if (!token.ok) throw new Error(token.reason)
  const identity = await verifier.verify(token.value)
  expect(identity).toMatchObject({ userId, username: 'Kiran', scopes: new Set(['ops', 'import']) })
  expect(Math.round((identity.expiresAt - nowMs) / 1000 / 60)).toBe(60)

  const asked = seen[0]
  expect(asked?.url).toBe('/users/kiran')
  const asker = await verifier.verify(asked?.headers.authorization?.slice(7) ?? '')
  expect([...asker.scopes]).toEqual(['service'])
  expect(asker.expiresAt - nowMs).toBeLessThanOrEqual(60_000)
})

test.each([
  [404, '{"code":"user-not-found"}', /there is no user kiran/],
  [401, '{"code":"invalid-token"}', /does not accept this secret/],
  [503, '{"code":"read-model-unavailable"}', /answered 503 \(read-model-unavailable\)/],
  [404, '<h1>nginx</h1>', /answered 404$/],
  [200, '<h1>nginx</h1>', /is not query-api/],
  [200, '{"userId":"7","username":"kiran"}', /is not query-api/],
])('%i %s is one clear line', async (status, body, words) => {
  const { config } = await answering(status, body)
  const token = await issueToken(request('kiran'), config, nowMs)
  expect(token).toEqual({ ok: false, reason: expect.stringMatching(words) as string })
  expect(token.ok ? '' : token.reason).not.toMatch(/\n|secret-for/)
})

test('query-api not running is one clear line', async () => {
  const { config } = await answering(200, '')
  for (const cleanup of cleanups.splice(0)) cleanup()
  const token = await issueToken(request('kiran'), config, nowMs)
  expect(token).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/query-api does not answer at .*npm start/) as string,
  })
})

test.each([
  [[], usage],
  [['a', 'b'], usage],
  [['kiran', '--what'], usage],
  [['kiran', '--scope', 'root'], '--scope takes ops, import, service, separated by commas'],
  [['kiran', '--ttl', '0s'], '--ttl is a time such as 90s, 15m, 1h or 7d, of at most 366d'],
  [['kiran', '--ttl', '400d'], '--ttl is a time such as 90s, 15m, 1h or 7d, of at most 366d'],
  [['kiran', '--ttl', 'soon'], '--ttl is a time such as 90s, 15m, 1h or 7d, of at most 366d'],
  [['../../etc'], 'a username is made of letters, digits and _ . -'],
])('%j is refused', (args, reason) => {
  expect(parseArguments(args)).toEqual({ ok: false, reason })
})

test('the secret is that of the environment, else of the local stack', () => {
  const folder = mkdtempSync(join(tmpdir(), 'token-'))
  cleanups.push(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'jwt-secret')
  expect(readConfig({}, file)).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/no secret: set JWT_SECRET/) as string,
  })
  writeFileSync(file, `${secret}\n`)
  expect(readConfig({}, file)).toEqual({ ok: true, value: { secret, queryApiUrl: 'http://127.0.0.1:8002' } })
  const other = 'y'.repeat(32)
  const env = { JWT_SECRET: other, QUERY_API_URL: 'https://q.example/' }
  expect(readConfig(env, file)).toEqual({
    ok: true,
    value: { secret: other, queryApiUrl: 'https://q.example' },
  })
  expect(readConfig({ JWT_SECRET: 'short' }, file)).toMatchObject({ ok: false })
  expect(readConfig({ ...env, QUERY_API_URL: 'nowhere' }, file)).toMatchObject({ ok: false })
})
