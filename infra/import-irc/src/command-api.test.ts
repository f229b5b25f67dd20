import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createCommandApi } from './command-api.js'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

type Step = (response: ServerResponse) => void
const answer =
  (status: number, body: object, headers: Record<string, string> = {}): Step =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

/** A server that answers as told, one step a request, and keeps what was asked. */
async function serve(steps: Step[]) {
  const asked: { url: string | undefined; key: unknown; authorization: unknown; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const { authorization, 'idempotency-key': key } = request.headers
      asked.push({ url: request.url, key, authorization, body })
      steps.shift()?.(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const options = (url: string, more: object = {}) => ({
  url,
  token: () => 'TOKEN',
  patienceMs: 10_000,
  requestTimeoutMs: 5_000,
  signal: new AbortController().signal,
  onWait: () => {},
  ...more,
})

test('what may pass is tried again with the same body and key, after as long as was asked for', async () => {
  const { asked, url } = await serve([
    answer(503, { code: 'log-unavailable', detail: 'wait' }, { 'retry-after': '0' }),
    answer(429, { code: 'too-many-requests' }, { 'retry-after': '1' }),
    (response) => response.destroy(),
    answer(201, { userId: 'x' }),
  ])
  const waits: [string, number][] = []
  const post = createCommandApi(options(url, { onWait: (why: string, ms: number) => waits.push([why, ms]) }))
  expect(await post('/users', { username: 'ann' }, 'KEY')).toEqual({ status: 201, body: { userId: 'x' } })
  expect(asked).toHaveLength(4)
  for (const request of asked) {
    expect(request).toEqual({
      url: '/users',
      key: 'KEY',
      authorization: 'Bearer TOKEN',
      body: '{"username":"ann"}',
    })
  }
  expect(waits.slice(0, 2)).toEqual([
    ['503 log-unavailable wait', 0],
    ['429 too-many-requests', 1000],
  ])
})

test('an answer that stays is given back', async () => {
  const { url, asked } = await serve([answer(422, { code: 'key-reused' })])
  const post = createCommandApi(options(url))
  expect(await post('/users', {})).toEqual({ status: 422, body: { code: 'key-reused' } })
  expect(asked).toHaveLength(1)
})

test('patience ends with what was answered last', async () => {
  const { url } = await serve([answer(503, { code: 'log-unavailable' }, { 'retry-after': '60' })])
  const post = createCommandApi(options(url))
  await expect(post('/users', {})).rejects.toThrow('503 log-unavailable. Run the same again to go on.')
})

test('an interruption ends a wait', async () => {
  const { url } = await serve([answer(503, {}, { 'retry-after': '5' })])
  const stop = new AbortController()
  const post = createCommandApi(options(url, { signal: stop.signal, onWait: () => stop.abort() }))
  await expect(post('/users', {})).rejects.toThrow('aborted')
})
