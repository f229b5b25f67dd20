import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs } from './core/backoff.js'
import { KeyMaker } from './core/key-maker.js'
import { resolveUrls } from './io/urls.js'
import { ReplayError } from './replay.js'
import { createModel, me, type Model } from './testing/model.js'

function say(model: Model, count: number, group = 'room'): void {
  for (let i = 0; i < count; i++) {
    const messageId = `said ${model.log.end}`
    const ids = { eventId: `event of ${messageId}`, messageId }
    model.log.append({ type: 'MessageSent', group, actor: me, ...ids, version: 1, text: messageId })
  }
  model.realtime.wake()
}

test('says what it is doing: connecting, catching up with how far, live, offline, and live again', async () => {
  const model = createModel()
  say(model, 8)
  model.api.projected = 3
  const client = model.connect()
  const states: string[] = []
  client.onStatus(() => {
    const status = client.status()
    states.push(status.state === 'catching-up' ? `${status.state} ${status.events}` : status.state)
  })
  expect(client.status()).toEqual({ state: 'connecting', waiting: 0 })
  client.group('room').subscribe(() => undefined)
  await model.clock.pass(1_000)
  expect(states.at(-1)).toBe('live')
  expect(states).toContain('catching-up 4')

  model.realtime.online = model.api.online = false
  model.realtime.cut()
  client.group('room').send('typed meanwhile')
  await model.clock.pass(10_000)
  const status = client.status()
  expect(status).toMatchObject({ state: 'offline', waiting: 1, failure: { code: 'unreachable' } })
  expect(client.group('room').snapshot().status).toEqual({ state: 'paused' })
  expect(states.filter((state) => state === 'offline').length).toBeGreaterThan(0)

  model.realtime.online = model.api.online = true
  model.wake()
  await model.clock.pass(300)
  expect(client.status()).toEqual({ state: 'live', waiting: 0 })
  client.close()
  expect(client.status().state).toBe('closed')
})

test('waits longer each time, and not at all once it is woken', async () => {
  const model = createModel()
  model.realtime.online = false
  const client = model.connect()
  const waits: number[] = []
  client.onStatus(() => {
    const status = client.status()
    if (status.state === 'offline') waits.push(status.retryAtMs - model.clock.nowMs())
  })
  await model.clock.pass(200_000)
  expect(waits.slice(0, 6)).toEqual([750, 1_500, 3_000, 6_000, 12_000, 22_500])
  expect(waits.at(-1)).toBe(22_500)
  model.realtime.online = true
  model.wake()
  await model.clock.pass(10)
  expect(client.status().state).toBe('live')
  client.close()
})

test('a connection that is gone without notice is found out when the page is shown', async () => {
  const model = createModel()
  const client = model.connect()
  client.group('room').subscribe(() => undefined)
  await model.clock.pass(1_000)
  model.realtime.silence()
  say(model, 3)
  await model.clock.pass(10_000)
  expect(client.group('room').snapshot().messages).toHaveLength(0)
  model.wake()
  await model.clock.pass(5_000)
  expect(client.group('room').snapshot().messages).toHaveLength(3)
  expect(client.status().state).toBe('live')
  model.wake()
  await model.clock.pass(5_000)
  expect(client.status().state).toBe('live')
  client.close()
})

test('half of a wait is chance', () => {
  const limits = { firstMs: 100, maxMs: 10_000 }
  fc.assert(
    fc.property(fc.nat(100), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const ceilingMs = Math.min(10_000, 100 * 2 ** failures)
      const waitMs = backoffMs(failures, random, limits)
      return waitMs >= ceilingMs / 2 && waitMs <= ceilingMs
    }),
  )
})

test('a snapshot is another object exactly when something changed, and so is a message', async () => {
  const model = createModel()
  say(model, 3)
  model.api.projected = model.log.end
  const client = model.connect()
  const room = client.group('room')
  expect(client.group('room')).toBe(room)
  let calls = 0
  const stop = room.subscribe(() => calls++)
  await model.clock.pass(1_000)
  const before = room.snapshot()
  const callsBefore = calls
  model.realtime.positions()
  say(model, 5, 'elsewhere')
  await model.clock.pass(1_000)
  expect(room.snapshot()).toBe(before)
  expect(calls).toBe(callsBefore)
  room.send('one')
  room.send('two')
  expect(room.snapshot().messages).toHaveLength(5)
  await model.clock.pass(0)
  expect(calls).toBe(callsBefore + 1)
  expect(room.snapshot().messages[0]).toBe(before.messages[0])
  expect(before.messages).toHaveLength(3)
  stop()
  expect(room.snapshot().status).toEqual({ state: 'paused' })
  client.close()
})

test('a group that nobody follows any more goes on where it was when somebody does', async () => {
  const model = createModel()
  const client = model.connect()
  const room = client.group('room')
  const stop = room.subscribe(() => undefined)
  say(model, 2)
  await model.clock.pass(1_000)
  stop()
  say(model, 30)
  await model.clock.pass(1_000)
  expect(room.snapshot().messages).toHaveLength(2)
  room.subscribe(() => undefined)
  await model.clock.pass(1_000)
  expect(room.snapshot().messages).toEqual(model.log.messages('room'))
  client.close()
})

test('a reader of a replay is given as much as it takes, over lost connections, each event once', async () => {
  const model = createModel()
  model.realtime.frameSize = 3
  say(model, 30)
  const client = model.connect()
  const reading = client.replay({ group: 'room' })
  const seen: (string | undefined)[] = []
  const take = async () => {
    const next = reading.next()
    await model.clock.pass(2_000)
    const { value } = await next
    if (value) seen.push(value.text)
    return value !== undefined
  }
  await take()
  const sent = model.realtime.chunks
  await model.clock.pass(10_000)
  expect(model.realtime.chunks).toBe(sent)
  expect(sent).toBeLessThanOrEqual(2)
  for (let i = 0; await take(); i++) if (i % 4 === 0) model.realtime.cut()
  expect(seen).toEqual(model.log.messages('room').map(({ text }) => text))
  client.close()
})

test('who follows gets every event once, whether it comes live, after a cut, or is in the page of a resync', async () => {
  const model = createModel()
  model.realtime.maxGap = 4
  say(model, 5)
  const client = model.connect()
  const seen: (string | undefined)[] = []
  const reading = (async () => {
    for await (const { text } of client.replay({ group: 'room', follow: true })) seen.push(text)
  })()
  const all = () => model.log.messages('room').map(({ text }) => text)
  for (const trouble of ['none', 'cut', 'away', 'resync', 'projected'] as const) {
    if (trouble === 'cut') model.realtime.cut()
    if (trouble === 'resync') model.realtime.resync('room')
    if (trouble === 'projected') model.api.projected = model.log.end
    if (trouble === 'away') {
      model.realtime.online = false
      model.realtime.cut()
    }
    say(model, 6)
    model.api.projected = model.log.end
    await model.clock.pass(5_000)
    if (trouble === 'away') {
      model.realtime.online = true
      await model.clock.pass(20_000)
    }
    expect(seen, trouble).toEqual(all())
  }
  client.close()
  await reading
})

test('a position of a log that is gone is an error; a closed client ends what reads', async () => {
  const model = createModel()
  say(model, 3)
  const client = model.connect()
  const gone = client.replay({ group: 'room', from: 'g9zzzz:0:1' }).next()
  const expectation = expect(gone).rejects.toThrow(ReplayError)
  await model.clock.pass(100)
  await expectation
  const following = client.replay({ group: 'room', from: model.log.position(2), follow: true }).next()
  await model.clock.pass(100)
  say(model, 1)
  await model.clock.pass(1_000)
  expect((await following).value).toMatchObject({ text: 'said 2' })
  const waiting = client.replay({ group: 'room', from: model.log.position(3), follow: true }).next()
  await model.clock.pass(100)
  client.close()
  expect(await waiting).toEqual({ done: true, value: undefined })
})

test('keys come in the order of their making, also when the clock goes back', () => {
  let nowMs = 5_000
  const keys = new KeyMaker(
    () => nowMs--,
    (count) => new Uint8Array(count).fill(nowMs),
  )
  const made = Array.from({ length: 50 }, () => keys.next())
  expect(made.toSorted()).toEqual(made)
  const other = new KeyMaker(
    () => 1,
    (count) => new Uint8Array(count),
  )
  other.follow(made.at(-1)!)
  expect([other.next(), made.at(-1)!].toSorted()[0]).toBe(made.at(-1))
})

test('where the services are', () => {
  expect(resolveUrls({ url: 'https://chat.example.org/' })).toEqual({
    command: 'https://chat.example.org/api/command',
    query: 'https://chat.example.org/api/query',
    realtime: { origin: 'https://chat.example.org', path: '/socket.io' },
  })
  expect(
    resolveUrls({
      commandUrl: 'http://a:1/v1/',
      queryUrl: 'http://b:2',
      realtimeUrl: 'https://c.example/behind/',
    }),
  ).toEqual({
    command: 'http://a:1/v1',
    query: 'http://b:2',
    realtime: { origin: 'https://c.example', path: '/behind/socket.io' },
  })
  expect(() => resolveUrls({ commandUrl: 'http://a' })).toThrow('realtimeUrl')
  expect(() => resolveUrls({ url: 'chat' })).toThrow(TypeError)
})
