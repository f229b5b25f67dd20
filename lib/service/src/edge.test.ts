import { afterAll, beforeAll, expect, test } from 'vitest'
import { authenticate, testRoutes } from './testing/routes.js'
import { startEdge, type TestEdge } from './testing/start-edge.js'

let edge: TestEdge
beforeAll(async () => {
  edge = await startEdge({ routes: testRoutes, authenticate, links: { web: 'http://localhost:3000' } })
})
afterAll(() => edge[Symbol.asyncDispose]())

interface Call {
  readonly method?: string
  readonly token?: string | undefined
  readonly type?: string
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly headers?: Record<string, string>
}

async function call(
  path: string,
  { method = 'POST', token = 'good', type = 'application/json', body, headers }: Call,
) {
  const response = await fetch(edge.url + path, {
    method,
    headers: {
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': type }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  const json: unknown = text === '' ? undefined : JSON.parse(text)
  return { status: response.status, headers: response.headers, json: json as Record<string, unknown> }
}

test('a request that fits is answered, there and below /v1', async () => {
  for (const path of ['/echo/global', '/v1/echo/global', '/echo/global/']) {
    const answer = await call(path, { body: '{"text":"日本語です"}' })
    expect(answer.status).toBe(201)
    expect(answer.json).toEqual({ group: 'global', text: '日本語です' })
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect([answer.headers.get('x-powered-by'), answer.headers.get('etag')]).toEqual([null, null])
  }
})

const bytes = (...values: number[]) => Uint8Array.from(values)
const quoted = (...middle: number[]) => bytes(...Buffer.from('{"text":"'), ...middle, ...Buffer.from('"}'))

test.each<[string, number, string, string, Call]>([
  ['no token', 401, 'unauthorized', '/echo/global', { token: '', body: '{"text":"a"}' }],
  ['wrong token', 401, 'invalid-token', '/echo/global', { token: 'bad', body: '{"text":"a"}' }],
  ['no scope', 403, 'missing-scope', '/ops/all', { method: 'DELETE' }],
  ['wrong group', 400, 'invalid-group', '/echo/Not%20One', { body: '{"text":"a"}' }],
  ['percent alone', 400, 'malformed-request', '/echo/%E0%A4%A', { body: '{"text":"a"}' }],
  ['unknown group', 404, 'group-not-found', '/echo/gone', { body: '{"text":"a"}' }],
  ['no route', 404, 'not-found', '/nowhere', { body: '{}' }],
  ['other case', 404, 'not-found', '/Echo/global', { body: '{}' }],
  ['below /v1/v1', 404, 'not-found', '/v1/v1/echo/global', { body: '{}' }],
  ['method', 405, 'method-not-allowed', '/echo/global', { method: 'PUT', body: '{}' }],
  ['no body', 415, 'unsupported-media-type', '/echo/global', {}],
  ['text', 415, 'unsupported-media-type', '/echo/global', { type: 'text/plain', body: '{"text":"a"}' }],
  [
    'form',
    415,
    'unsupported-media-type',
    '/echo/global',
    { type: 'application/x-www-form-urlencoded', body: 'a=b' },
  ],
  [
    'json-like',
    415,
    'unsupported-media-type',
    '/echo/global',
    { type: 'application/jsonp', body: '{"text":"a"}' },
  ],
  [
    'latin 1',
    415,
    'unsupported-media-type',
    '/echo/global',
    { type: 'application/json; charset=latin1', body: '{}' },
  ],
  [
    'gzip',
    415,
    'unsupported-media-type',
    '/echo/global',
    { body: '{}', headers: { 'content-encoding': 'gzip' } },
  ],
  [
    'empty',
    400,
    'malformed-json',
    '/echo/global',
    { body: '', headers: { 'content-type': 'application/json' } },
  ],
  ['half a JSON', 400, 'malformed-json', '/echo/global', { body: '{"text":' }],
  ['comma', 400, 'malformed-json', '/echo/global', { body: '{"text":"a",}' }],
  ['NaN', 400, 'malformed-json', '/echo/global', { body: '{"text":NaN}' }],
  ['deep', 422, 'invalid-body', '/echo/global', { body: '['.repeat(500) + ']'.repeat(500) }],
  ['lone byte', 400, 'invalid-utf8', '/echo/global', { body: quoted(0xff) }],
  ['overlong', 400, 'invalid-utf8', '/echo/global', { body: quoted(0xc0, 0xaf) }],
  ['cut character', 400, 'invalid-utf8', '/echo/global', { body: quoted(0xe6, 0x97) }],
  ['surrogate in UTF-8', 400, 'invalid-utf8', '/echo/global', { body: quoted(0xed, 0xa0, 0x80) }],
  [
    'UTF-16',
    400,
    'invalid-utf8',
    '/echo/global',
    { body: new Uint8Array(Buffer.from('\ufeff{}', 'utf16le')) },
  ],
  ['too large', 413, 'body-too-large', '/echo/global', { body: `{"text":"${'x'.repeat(1020)}"}` }],
  ['null', 422, 'invalid-body', '/echo/global', { body: 'null' }],
  ['a list', 422, 'invalid-body', '/echo/global', { body: '[]' }],
  ['field missing', 422, 'invalid-body', '/echo/global', { body: '{}' }],
  ['field unknown', 422, 'invalid-body', '/echo/global', { body: '{"text":"a","x":1}' }],
  ['__proto__', 422, 'invalid-body', '/echo/global', { body: '{"text":"a","__proto__":{"x":1}}' }],
  ['inherited', 422, 'invalid-body', '/echo/global', { body: '{"__proto__":{"text":"a"}}' }],
  ['wrong type', 422, 'invalid-body', '/echo/global', { body: '{"text":7}' }],
  ['too long', 422, 'invalid-body', '/echo/global', { body: '{"text":"123456"}' }],
  ['too many', 422, 'invalid-body', '/echo/global', { body: '{"text":"a","tags":["a","b","c"]}' }],
  ['limit 0', 400, 'invalid-query', '/echo/global?limit=0', { method: 'GET' }],
  ['limit text', 400, 'invalid-query', '/echo/global?limit=ten', { method: 'GET' }],
  ['limit blank', 400, 'invalid-query', '/echo/global?limit=', { method: 'GET' }],
  ['limit 1e1', 400, 'invalid-query', '/echo/global?limit=1e1', { method: 'GET' }],
  ['limit twice', 400, 'invalid-query', '/echo/global?limit=1&limit=2', { method: 'GET' }],
  ['unknown parameter', 400, 'invalid-query', '/echo/global?limt=1', { method: 'GET' }],
  ['prototype as parameter', 400, 'invalid-query', '/echo/global?__proto__=1', { method: 'GET' }],
])('%s: %i %s', async (_name, status, code, path, request) => {
  const answer = await call(path, request)
  expect([answer.status, answer.json['code']]).toEqual([status, code])
  expect(answer.json).toMatchObject({ status, type: `urn:hanashi:problem:${code}` })
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
  expect((await call('/echo/global', { body: '{"text":"still"}' })).status).toBe(201)
})

test('five characters of two units each are five', async () => {
  expect((await call('/echo/global', { body: JSON.stringify({ text: '🦊'.repeat(5) }) })).status).toBe(201)
  expect((await call('/echo/global', { body: JSON.stringify({ text: '🦊'.repeat(6) }) })).status).toBe(422)
})

test('every error of a body is named, by a pointer, and at most 20 of them', async () => {
  const { json } = await call('/echo/global', { body: '{"tags":[1],"a/b":1}' })
  expect(json['errors']).toEqual(
    expect.arrayContaining([
      { path: '/text', message: 'is missing' },
      { path: '/a~1b', message: 'is not a known field' },
      { path: '/tags/0', message: 'must be string' },
    ]),
  )
  const many = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`x${index}`, 1]))
  expect((await call('/echo/global', { body: JSON.stringify(many) })).json['errors']).toHaveLength(20)
})

test('a body that may be absent', async () => {
  expect((await call('/anonymous', {})).status).toBe(200)
  expect((await call('/anonymous', { body: '{}' })).status).toBe(200)
  expect((await call('/anonymous', { body: '{"x":1}' })).status).toBe(422)
  expect((await call('/anonymous', { type: 'text/plain', body: '{}' })).status).toBe(415)
})

test('the last of duplicate names counts', async () => {
  expect((await call('/echo/global', { body: '{"text":"a","text":"b"}' })).json['text']).toBe('b')
})

test('401 says what to send, 405 what there is, 503 when to come again', async () => {
  const bare = await call('/echo/global', { token: '', body: '{}' })
  expect(bare.headers.get('www-authenticate')).toBe('Bearer')
  const wrong = await call('/echo/global', { token: 'x', body: '{}' })
  expect(wrong.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
  const method = await call('/v1/echo/global', { method: 'PATCH', body: '{}' })
  expect(method.headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST')
  const options = await fetch(`${edge.url}/ops/all`, { method: 'OPTIONS' })
  expect([options.status, options.headers.get('allow')]).toEqual([204, 'DELETE, OPTIONS'])
  const away = await call('/away', { method: 'GET' })
  expect([away.status, away.headers.get('retry-after'), away.json['retryAfterSeconds']]).toEqual([
    503,
    '3',
    2.5,
  ])
})

test('a 500 says nothing of its reason, the log all of it', async () => {
  const answer = await call('/broken', { method: 'GET', headers: { 'x-request-id': 'find-me' } })
  expect(answer.json).toMatchObject({ status: 500, code: 'internal', requestId: 'find-me' })
  expect(JSON.stringify(answer.json)).not.toContain('hunter2')
  expect(edge.log.some((line) => line.includes('find-me') && line.includes('hunter2'))).toBe(true)
})

test('a sane request id is kept, another replaced', async () => {
  const ids = async (id: string) =>
    (await call('/health', { method: 'GET', headers: { 'x-request-id': id } })).headers.get('x-request-id')
  expect(await ids('abc-123')).toBe('abc-123')
  expect(await ids('x'.repeat(129))).toMatch(/^[\w-]{36}$/)
  expect(await ids('a b')).toMatch(/^[\w-]{36}$/)
})

test('scope, defaults, HEAD and empty answers', async () => {
  expect((await call('/ops/all', { method: 'DELETE', token: 'ops' })).status).toBe(204)
  expect((await call('/echo/global', { method: 'GET' })).json).toEqual({ limit: 50 })
  expect((await call('/echo/global?limit=200&', { method: 'GET' })).json).toEqual({ limit: 200 })
  const head = await fetch(`${edge.url}/echo/global`, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '12', ''])
})

test('the log has a line for each request without its token, query or body', async () => {
  await call('/echo/global?secret=in-query', { token: 'good', body: '{"text":"priv"}' })
  const lines = edge.log.filter((line) => line.includes('"path":"/echo/global"'))
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.join('')).not.toMatch(/in-query|priv|Bearer|good/)
  expect(JSON.parse(lines.at(-1) ?? '{}')).toMatchObject({
    method: 'POST',
    status: 400,
    userId: expect.any(String) as string,
  })
})

test('measures are named by the pattern of a route', async () => {
  await call('/nowhere-at-all', { method: 'GET' })
  const text = await (await fetch(`${edge.url}/metrics`)).text()
  const counts = text.split('\n').filter((line) => line.startsWith('http_request_duration_seconds_count'))
  expect(counts.join('\n')).toMatch(
    /service="test",method="POST",route="\/echo\/:group",status="201"\} [1-9]/,
  )
  expect(text).toMatch(/route="unmatched",status="404"/)
  expect(text).not.toContain('nowhere-at-all')
  expect(text).toContain('nodejs_eventloop_lag_seconds')
})

test('pages of other origins: only those that are listed', async () => {
  const preflight = (origin: string) =>
    fetch(`${edge.url}/echo/global`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'if-match',
      },
    })
  const good = await preflight('https://chat.example')
  expect(good.status).toBe(204)
  expect(good.headers.get('access-control-allow-origin')).toBe('https://chat.example')
  expect(good.headers.get('access-control-allow-headers')).toMatch(
    /Authorization.*Idempotency-Key, Min-Position, If-Match/,
  )
  const bad = await preflight('https://evil.example')
  expect([bad.status, bad.headers.get('access-control-allow-origin')]).toEqual([204, null])
  const plain = await fetch(`${edge.url}/health`, { headers: { origin: 'https://chat.example' } })
  expect(plain.headers.get('access-control-expose-headers')).toContain('Retry-After')
  expect(plain.headers.get('vary')).toBe('Origin')
  const failed = await call('/nowhere', { headers: { origin: 'https://chat.example' } })
  expect(failed.headers.get('access-control-allow-origin')).toBe('https://chat.example')
})
