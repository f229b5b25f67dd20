import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { defineRoute, reply } from './route.js'
import { open, parse, raw } from './testing/raw.js'
import { startEdge } from './testing/start-edge.js'

const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`

/** A route that answers when told. */
function gated() {
  let release = (): void => undefined
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  let aborted = false
  const route = defineRoute(
    {
      method: 'get',
      path: '/slow',
      operationId: 'slow',
      summary: 'Waits',
      auth: 'none',
      responses: { 200: { description: 'ok' } },
    },
    async ({ signal }) => {
      signal.addEventListener('abort', () => {
        aborted = true
      })
      await gate
      return reply(200)
    },
  )
  return { route, release: () => release(), aborted: () => aborted }
}

test('what is in progress is answered and its connection closed; quiet ones close; new ones are refused', async () => {
  const slow = gated()
  await using edge = await startEdge({ routes: [slow.route] })
  const quiet = open(edge.port)
  quiet.socket.write(get('/health'))
  const busy = open(edge.port)
  busy.socket.write(get('/slow'))
  await expect.poll(() => edge.drain.openAnswers).toBe(1)

  const stopped = edge.http.stop()
  const quietText = await quiet.ended
  expect(parse(quietText).status).toBe(200)
  await expect(fetch(`${edge.url}/health`)).rejects.toThrow()

  slow.release()
  const answer = parse(await busy.ended)
  expect(answer.status).toBe(200)
  expect(answer.head).toMatch(/connection: close/i)
  await stopped
})

test('while it still accepts, /ready is 503 and every answer says to close', async () => {
  await using edge = await startEdge({ ready: { kafka: () => ({ ready: true }) } })
  const before = await fetch(`${edge.url}/ready`)
  expect([before.status, await before.json()]).toEqual([
    200,
    { ready: true, dependencies: { kafka: { ready: true } } },
  ])
  const stopped = edge.http.stop({ graceMs: 100 })
  const answer = await raw(edge.port, get('/ready'))
  expect(answer.status).toBe(503)
  expect(answer.head).toMatch(/connection: close/i)
  expect(JSON.parse(answer.body)).toMatchObject({ ready: false, waitsFor: ['stopping'] })
  await stopped
})

test('what is not done in time is cut, and its handler told', async () => {
  const slow = gated()
  await using edge = await startEdge({ routes: [slow.route] })
  const busy = open(edge.port)
  busy.socket.write(get('/slow'))
  await expect.poll(() => edge.drain.openAnswers).toBe(1)
  await edge.http.stop({ timeoutMs: 50 })
  expect(await busy.ended).toBe('')
  await expect.poll(slow.aborted).toBe(true)
  slow.release()
  await delay(0)
  await edge.http.stop()
})

test('each dependency that is waited for is named', async () => {
  await using edge = await startEdge({
    ready: {
      postgres: () => Promise.reject(new Error('password hunter2 refused')),
      kafka: () => ({ ready: false, waitsFor: 'a leader of chat.groups.g1' }),
      registry: () => ({ ready: true }),
    },
  })
  const answer = await fetch(`${edge.url}/v1/ready`)
  expect(answer.status).toBe(503)
  const text = await answer.text()
  expect(JSON.parse(text)).toMatchObject({
    waitsFor: ['postgres: it does not answer', 'kafka: a leader of chat.groups.g1'],
    dependencies: { registry: { ready: true } },
  })
  expect(text).not.toContain('hunter2')
})

test('a port in use is said in one line', async () => {
  await using first = await startEdge()
  await using second = await startEdge()
  await second.http.stop()
  await expect(second.http.listen(first.port, '127.0.0.1')).rejects.toThrow(
    `port ${first.port} at 127.0.0.1 is in use: stop what listens there, or set PORT`,
  )
})
