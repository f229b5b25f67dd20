import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApi } from './api.js'
import { createHttp } from './http.js'

const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
  problem: (response) => {
    response.writeHead(422, { 'content-type': 'application/problem+json' })
    response.end(JSON.stringify({ code: 'invalid-text', title: 'No', detail: 'Blank', status: 422, more: 1 }))
  },
  busy: (response) => response.writeHead(429, { 'retry-after': '2' }).end('{"code":"too-many-requests"}'),
  stopping: (response) => response.writeHead(503).end('<html>'),
  stranger: (response) => response.writeHead(401).end('{"code":"invalid-token"}'),
  cut: (response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{"messages":')
    setImmediate(() => response.destroy())
  },
  page: (response) => response.end('<html>welcome to the hotel</html>'),
  strange: (response) => response.end('{"messages":[{"messageId":1}],"position":"g1aaaa:0:1"}'),
  never: () => undefined,
}

const server = createServer((request, response) => {
  const name = new URL(request.url ?? '', 'http://x').pathname.split('/').at(-1) ?? ''
  answers[name]?.(response)
})
let url = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const api = (timeoutMs = 5_000) =>
  createApi(
    createHttp((to, init) => fetch(to, init), timeoutMs),
    { command: url, query: url },
  )

test.each<[string, object]>([
  ['problem', { retry: 'never', failure: { code: 'invalid-text', detail: 'Blank', status: 422, more: 1 } }],
  ['busy', { retry: 'later', afterMs: 2_000, failure: { code: 'too-many-requests', status: 429 } }],
  ['stopping', { retry: 'later', failure: { code: 'http-503', status: 503 } }],
  ['stranger', { retry: 'token', failure: { code: 'invalid-token', status: 401 } }],
  ['cut', { retry: 'later', failure: { code: 'unreachable', status: 0 } }],
  ['page', { retry: 'later' }],
  ['strange', { retry: 'later', failure: { code: 'bad-answer' } }],
])('an answer that is none: %s', async (group, expected) => {
  expect(await api().page({ group, limit: 1 }, 'token')).toMatchObject({ ok: false, ...expected })
})

test('no answer in time, and nobody there', async () => {
  const unreachable = { ok: false, retry: 'later', failure: { code: 'unreachable' } }
  expect(await api(50).page({ group: 'never', limit: 1 }, 'token')).toMatchObject(unreachable)
  const nowhere = createApi(
    createHttp((to, init) => fetch(to, init), 1_000),
    { command: 'http://127.0.0.1:1', query: 'http://127.0.0.1:1' },
  )
  expect(await nowhere.page({ group: 'any', limit: 1 }, 'token')).toMatchObject(unreachable)
})
