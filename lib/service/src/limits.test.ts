import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { open, parse, raw, rawHalfClosed, type RawAnswer } from './testing/raw.js'
import { authenticate, testRoutes } from './testing/routes.js'
import { startEdge, type TestEdge } from './testing/start-edge.js'

let edge: TestEdge
beforeAll(async () => {
  edge = await startEdge(
    { routes: testRoutes, authenticate },
    { headersTimeoutMs: 150, requestTimeoutMs: 300 },
  )
})
afterAll(() => edge[Symbol.asyncDispose]())

const post = (...headers: string[]) =>
  [
    'POST /echo/global HTTP/1.1',
    'host: x',
    'authorization: Bearer good',
    'content-type: application/json',
    ...headers,
    '',
    '',
  ].join('\r\n')

function codeOf({ body }: RawAnswer): unknown {
  const document: unknown = JSON.parse(body)
  return typeof document === 'object' && document !== null && 'code' in document ? document.code : undefined
}

async function expectAlive(): Promise<void> {
  expect((await fetch(`${edge.url}/health`)).status).toBe(200)
}

test.each<[string, number, string, string]>([
  ['no HTTP', 400, 'malformed-request', 'hello\r\n\r\n'],
  ['HTTP/9', 400, 'malformed-request', 'GET / HTTP/9.9\r\nhost: x\r\n\r\n'],
  ['TLS to a plain port', 400, 'malformed-request', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['NUL in a header', 400, 'malformed-request', 'GET / HTTP/1.1\r\nhost: x\r\na: b\0c\r\n\r\n'],
  [
    'length and chunks',
    400,
    'malformed-request',
    `${post('content-length: 5', 'transfer-encoding: chunked')}0\r\n\r\n`,
  ],
  ['two lengths', 400, 'malformed-request', `${post('content-length: 5', 'content-length: 6')}hello`],
  ['length no number', 400, 'malformed-request', post('content-length: many')],
  ['wrong chunk size', 400, 'malformed-request', `${post('transfer-encoding: chunked')}zz\r\nhello\r\n`],
  [
    'one header of 17 KiB',
    431,
    'headers-too-large',
    `GET / HTTP/1.1\r\nhost: x\r\na: ${'b'.repeat(17_000)}\r\n\r\n`,
  ],
  [
    'an address of 17 KiB',
    431,
    'headers-too-large',
    `GET /${'b'.repeat(17_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
  ],
  ['headers that never end', 400, 'malformed-request', 'GET / HTTP/1.1\r\nhost: x\r\na: '],
  ['a body that never ends', 400, 'malformed-request', `${post('content-length: 100')}{"text":`],
  ['chunks that never end', 400, 'malformed-request', `${post('transfer-encoding: chunked')}3\r\nabc\r\n`],
])('%s: %i %s, and the connection ends', async (_name, status, code, bytes) => {
  const answer = await raw(edge.port, Buffer.from(bytes, 'latin1'))
  expect([answer.status, codeOf(answer)]).toEqual([status, code])
  expect(answer.head).toMatch(/content-type: application\/problem\+json/)
  await expectAlive()
})

test('a half-closed request is answered 400', async () => {
  const answer = await rawHalfClosed(edge.port, `${post('content-length: 100')}{"text":`)
  expect([answer.status, codeOf(answer)]).toEqual([400, 'malformed-request'])
  await expectAlive()
})

test('a sender that goes away in the middle of its body leaves nothing behind', async () => {
  const { socket } = open(edge.port)
  socket.write(`${post('content-length: 100')}{"text":`)
  await expect.poll(() => edge.drain.openAnswers).toBe(1)
  socket.resetAndDestroy()
  await expect.poll(() => edge.drain.openAnswers).toBe(0)
  await expectAlive()
})

test('a body too large by its length is refused before it is sent, when its sender asks', async () => {
  const answer = await raw(edge.port, post('content-length: 5000000', 'expect: 100-continue'))
  expect([answer.status, codeOf(answer)]).toEqual([413, 'body-too-large'])
  expect(answer.head).toMatch(/connection: close/i)
})

test('a sender that asks may go on when its body fits', async () => {
  const body = '{"text":"a"}'
  const { socket, ended } = open(edge.port)
  socket.write(post(`content-length: ${body.length}`, 'expect: 100-continue', 'connection: close'))
  const [interim] = (await once(socket, 'data')) as [Buffer]
  expect(interim.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  socket.write(body)
  expect(parse(await ended).status).toBe(201)
})

test('chunks that grow too large are refused; what is sent meanwhile is passed over and the connection stays', async () => {
  const chunk = `400\r\n${'x'.repeat(1024)}\r\n`
  const next = 'GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'
  const { socket, ended } = open(edge.port)
  socket.write(`${post('transfer-encoding: chunked')}${chunk.repeat(100)}0\r\n\r\n${next}`)
  const text = await ended
  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200'])
})

test('a flood is cut after the answer', async () => {
  const { socket, ended } = open(edge.port)
  const chunk = Buffer.from(`10000\r\n${'x'.repeat(65_536)}\r\n`)
  let floodedBytes = 0
  const flood = (): void => {
    while (!socket.destroyed && floodedBytes < 64 * 2 ** 20) {
      floodedBytes += chunk.length
      if (!socket.write(chunk)) return
    }
  }
  socket.on('drain', flood)
  socket.write(post('transfer-encoding: chunked'))
  flood()
  await ended
  expect(floodedBytes).toBeLessThan(64 * 2 ** 20)
  await expectAlive()
  expect(edge.drain.openAnswers).toBe(0)
})

test('a length that is smaller than what comes: the request has its answer, and the connection ends', async () => {
  const text = await raw(edge.port, `${post('content-length: 12')}{"text":"a"}trailing rubbish\r\n\r\n`)
  expect([text.status, text.body]).toEqual([201, '{"group":"global","text":"a"}'])
  expect(text.head).toMatch(/connection: close/i)
})

test('an unread body of a refused request does not harm the next one', async () => {
  const refused = 'POST /echo/global HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello'
  const next = 'GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'
  const { socket, ended } = open(edge.port)
  socket.write(refused + next)
  expect((await ended).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 200'])
})
