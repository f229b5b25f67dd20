import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sent } from './testing/events.js'
import { eventually } from './testing/eventually.js'
import { connect, connecting, type TestClient } from './testing/test-client.js'
import { createTestLog, type TestLog } from './testing/test-log.js'
import { startTestRealtime, testToken, type TestRealtime } from './testing/test-realtime.js'

let log: TestLog
let realtime: TestRealtime
let commandApi: Server
const requests: {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, unknown>
  readonly body: string
}[] = []
let answer: (url: string) => { readonly status: number; readonly body: object } | 'cut'
const clients: TestClient[] = []

async function client(token?: string) {
  const made = await connect(realtime.url, token)
  clients.push(made)
  return made
}

beforeAll(async () => {
  log = await createTestLog(2)
  // Stands in for command-api to see what is forwarded, and to fail in ways that it doesn't on demand.
  commandApi = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      const made = answer(request.url ?? '')
      if (made === 'cut') return void request.socket.destroy()
      response.writeHead(made.status, { 'content-type': 'application/json' }).end(JSON.stringify(made.body))
    })
  })
  await new Promise<void>((resolve) => commandApi.listen(0, '127.0.0.1', resolve))
  const { port } = commandApi.address() as AddressInfo
  realtime = await startTestRealtime(log, {
    COMMAND_API_URL: `http://127.0.0.1:${port}`,
    POSITIONS_MS: '100',
    MAX_SUBSCRIPTIONS: '3',
    MAX_QUEUED_BYTES: '200000',
    MESSAGE_BURST: '40',
    MESSAGES_PER_SECOND: '1',
  })
})
afterAll(async () => {
  for (const one of clients) one.close()
  await realtime?.stop()
  await log?.close()
  commandApi.close()
})

describe('the handshake', () => {
  it.each([
    ['no token', null, 'unauthorized'],
    ['no text', 7, 'unauthorized'],
    ['nonsense', 'nonsense', 'invalid-token'],
    ['an expired token', () => testToken(-60_000), 'token-expired'],
  ])('refuses %s with a problem document', async (_name, token, code) => {
    const one = connecting(realtime.url, typeof token === 'function' ? token() : token, {
      reconnection: false,
    })
    await eventually(() => one.connectErrors[0]).toBeDefined()
    expect(one.connectErrors[0]).toMatchObject({
      data: { code, type: `urn:hanashi:problem:${code}`, status: 401 },
    })
    one.close()
  })

  it('ends a socket with its token, and says so', async () => {
    const one = await client(testToken(1_000))
    await eventually(() => one.system).toMatchObject([{ code: 'token-expired', reconnect: false }])
    await eventually(() => one.socket.connected).toBe(false)
  })
})

describe('the edge', () => {
  it('has its pages, and refuses other transports', async () => {
    for (const path of [
      '/',
      '/health',
      '/ready',
      '/metrics',
      '/docs',
      '/asyncapi.json',
      '/v1/openapi.json',
    ]) {
      expect((await fetch(realtime.url + path)).status, path).toBe(200)
    }
    const polling = await fetch(`${realtime.url}/socket.io/?EIO=4&transport=polling`)
    expect([polling.status, polling.headers.get('content-type')]).toEqual([
      400,
      'application/problem+json; charset=utf-8',
    ])
    expect(await polling.json()).toMatchObject({ code: 'malformed-request' })
    expect((await fetch(`${realtime.url}/letters`)).status).toBe(404)
  })
})

describe('messages', () => {
  it.each([
    ['subscribe', [], 'malformed-request'],
    ['subscribe', [null], 'malformed-request'],
    ['subscribe', ['global'], 'malformed-request'],
    ['subscribe', [{}], 'invalid-body'],
    ['subscribe', [{ group: 7 }], 'invalid-body'],
    ['subscribe', [{ group: 'global', from: 'x' }], 'invalid-body'],
    ['subscribe', [{ group: 'global' }, {}], 'malformed-request'],
    ['subscribe', [[]], 'invalid-body'],
    ['subscribe', [Buffer.from([1, 2, 3])], 'invalid-body'],
    ['unsubscribe', [{ group: '__proto__' }], 'invalid-group'],
    ['replay', [{ group: 'global', to: 'g1test:0:0x' }], 'invalid-position'],
    ['send', [{ group: 'global' }], 'invalid-body'],
    ['send', [{ group: 'p.secret', text: 'hi' }], 'group-not-found'],
    ['send', [{ group: 'global', text: 'hi', key: 'x' }], 'invalid-idempotency-key'],
    ['edit', [{ group: 'global', messageId: 'x', text: 'hi' }], 'invalid-message-id'],
    ['delete', [{ group: 'global', messageId: 7 }], 'invalid-body'],
    ['__proto__', [{ group: 'global' }], 'malformed-request'],
    ['constructor', [], 'malformed-request'],
    ['', [], 'malformed-request'],
  ])('answers %s %j with %s', async (name, args, code) => {
    const one = await client()
    const untyped: { emit(name: string, ...args: readonly unknown[]): unknown } = one.socket
    const said = await new Promise((resolve) => untyped.emit(name, ...args, resolve))
    expect(said).toMatchObject({ ok: false, error: { code } })
    expect(requests).toEqual([])
    one.close()
  })

  it('survives broken ones that nobody waits for', async () => {
    const one = await client()
    const untyped: { emit(name: string, ...args: readonly unknown[]): unknown } = one.socket
    for (const name of ['subscribe', 'replay', 'send', 'nothing', '__proto__'])
      untyped.emit(name, { group: 'global' }, 1, 2)
    untyped.emit('subscribe')
    expect(await one.ask('subscribe', { group: 'global' })).toMatchObject({ ok: true })
  })

  it('limits how many groups a socket follows, and how much it may ask', async () => {
    const one = await client()
    for (const group of ['a', 'b', 'c'])
      expect(await one.ask('subscribe', { group })).toMatchObject({ ok: true })
    expect(await one.ask('subscribe', { group: 'b' })).toMatchObject({ ok: true })
    expect(await one.ask('subscribe', { group: 'd' })).toMatchObject({
      ok: false,
      error: { code: 'too-many-requests' },
    })
    await one.ask('unsubscribe', { group: 'a' })
    expect(await one.ask('subscribe', { group: 'd' })).toMatchObject({ ok: true })
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => one.ask('unsubscribe', { group: 'd' })),
    )
    expect(answers.filter(({ ok }) => !ok).length).toBeGreaterThan(15)
  })
})

describe('a subscription', () => {
  it('ends with unsubscribe, and is replaced by another one of the same group', async () => {
    const one = await client()
    await one.ask('subscribe', { group: 'twice' })
    const [first] = await log.append([sent('twice', 'first')])
    await eventually(() => one.events.length).toBe(1)
    await one.ask('subscribe', { group: 'twice', after: log.position('twice', first! - 1) })
    await log.append([sent('twice', 'second')])
    await eventually(() => one.events.length).toBe(3)
    expect(one.events.map(({ text }) => text)).toEqual(['first', 'first', 'second'])
    await one.ask('unsubscribe', { group: 'twice' })
    const other = await client()
    await other.ask('subscribe', { group: 'twice' })
    await log.append([sent('twice', 'third')])
    await eventually(() => other.events.length).toBe(1)
    expect(one.events).toHaveLength(3)
  })

  it('is told its position, also while its group is quiet', async () => {
    const one = await client()
    const quiet = 'quiet'
    const busy = Array.from({ length: 50 }, (_, i) => `busy${i}`).find(
      (group) => log.partitionOf(group) === log.partitionOf(quiet),
    )!
    await one.ask('subscribe', { group: quiet })
    const [offset] = await log.append([sent(busy, 'noise')])
    await eventually(() => one.positions.at(-1)?.[quiet]).toBe(log.position(quiet, offset!))
    expect(one.events).toEqual([])
  })

  it('cuts a socket that does not read, and nobody else', async () => {
    const [slow, quick] = [await client(), await client()]
    for (const one of [slow, quick]) await one.ask('subscribe', { group: 'flood' })
    const paused = pauseReading(slow)
    const text = 'x'.repeat(4_000)
    let count = 0
    while ((await realtime.metric('realtime_disconnects_total{code="slow-consumer"')) === 0) {
      await log.append(Array.from({ length: 100 }, () => sent('flood', text)))
      count += 100
      await eventually(() => quick.events.length).toBe(count)
    }
    expect(quick.socket.connected).toBe(true)
    paused.resume()
    await eventually(() => slow.socket.connected).toBe(false)
    expect(slow.system).toMatchObject([{ code: 'slow-consumer', reconnect: true }])
    // What it got is a beginning of what there was.
    expect(slow.events.map(({ position }) => position)).toEqual(
      quick.events.slice(0, slow.events.length).map(({ position }) => position),
    )
    const last = slow.events.at(-1)?.position ?? log.position('flood', -1)
    await eventually(() => slow.socket.connected).toBe(true)
    await slow.ask('subscribe', { group: 'flood', after: last })
    await eventually(() => slow.events.length).toBe(count)
    expect(slow.events).toEqual(quick.events)
  })
})

/** As a client whose process hangs: the kernel's buffers fill up. */
function pauseReading(one: TestClient): { resume(): void } {
  const webSocket = Reflect.get(one.socket.io.engine.transport, 'ws') as { pause(): void; resume(): void }
  webSocket.pause()
  return webSocket
}

describe('commands', () => {
  it('go to command-api as the socket user, and come back as its answers', async () => {
    const one = await client()
    answer = () => ({ status: 201, body: { messageId: 'm', version: 1 } })
    const key = '0192f0c0-0000-7000-8000-000000000abc'
    expect(await one.ask('send', { group: 'global', text: 'hi', tags: ['a'], key })).toEqual({
      ok: true,
      messageId: 'm',
      version: 1,
    })
    await one.ask('edit', { group: 'global', messageId: key, text: 'ho', ifMatch: 3 })
    await one.ask('delete', { group: 'global', messageId: key })
    expect(requests).toMatchObject([
      {
        method: 'POST',
        url: '/messages/global',
        headers: { 'idempotency-key': key },
        body: '{"text":"hi","tags":["a"]}',
      },
      {
        method: 'PUT',
        url: `/messages/global/${key}`,
        headers: { 'if-match': '"3"' },
        body: '{"text":"ho"}',
      },
      { method: 'DELETE', url: `/messages/global/${key}`, body: '' },
    ])
    expect(requests.every(({ headers }) => String(headers['authorization']).startsWith('Bearer ey'))).toBe(
      true,
    )
    expect(requests[1]?.headers['idempotency-key']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    requests.length = 0
    const problem = {
      type: 'urn:hanashi:problem:message-not-found',
      title: 't',
      status: 404,
      detail: 'd',
      code: 'message-not-found',
    }
    answer = () => ({ status: 404, body: problem })
    expect(await one.ask('delete', { group: 'global', messageId: key })).toEqual({
      ok: false,
      error: problem,
    })
  })

  it('say that the outcome is unknown, with the key to send again', async () => {
    const one = await client()
    requests.length = 0
    answer = () => 'cut'
    const said = await one.ask('send', { group: 'global', text: 'hi' })
    expect(said).toMatchObject({ ok: false, error: { code: 'outcome-unknown' } })
    expect(requests).toHaveLength(2)
    expect(new Set(requests.map(({ headers }) => headers['idempotency-key']))).toEqual(
      new Set([!said.ok && said.error['key']]),
    )
    answer = () => ({ status: 502, body: { not: 'ours' } })
    expect(await one.ask('send', { group: 'global', text: 'hi' })).toMatchObject({
      ok: false,
      error: { code: 'upstream-unavailable' },
    })
  })
})

describe('stopping', () => {
  it('tells everybody to come back, and lets them go', async () => {
    const instance = await startTestRealtime(log)
    const readers = await Promise.all(Array.from({ length: 5 }, () => connect(instance.url)))
    for (const one of readers) await one.ask('subscribe', { group: 'global' })
    await instance.stop()
    for (const one of readers) {
      expect(one.system).toMatchObject([{ code: 'stopping', reconnect: true }])
      await eventually(() => one.socket.connected).toBe(false)
      // Comes back by itself as soon as somebody is there.
      expect(one.socket.active).toBe(true)
      one.close()
    }
  })
})
