import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deleted, edited, sent } from './testing/events.js'
import { eventually } from './testing/eventually.js'
import { connect, type TestClient } from './testing/test-client.js'
import { createTestLog, type TestLog } from './testing/test-log.js'
import { startTestRealtime, type TestRealtime } from './testing/test-realtime.js'

let log: TestLog
let realtime: TestRealtime
const clients: TestClient[] = []

async function client() {
  const made = await connect(realtime.url)
  clients.push(made)
  return made
}

beforeAll(async () => {
  log = await createTestLog(3)
  realtime = await startTestRealtime(log)
})
afterAll(async () => {
  for (const one of clients) one.close()
  await realtime?.stop()
  await log?.close()
})

describe('a live subscription', () => {
  it('delivers what comes to all subscribers, in the order of the log, without copies and lost races', async () => {
    const [a, b] = [await client(), await client()]
    const first = sent('global', 'first')
    const stands = edited(first, 2, 'edited')
    const events = [
      first,
      { ...first, occurredAt: first.occurredAt + 1 },
      stands,
      edited(first, 2, 'lost'),
      deleted(first, 3),
      edited(first, 4, 'late'),
    ]
    for (const one of [a, b])
      expect(await one.ask('subscribe', { group: 'global' })).toMatchObject({ ok: true })
    const offsets = await log.append(events)
    const last = await log.append([sent('global', 'last')])
    for (const one of [a, b]) {
      await eventually(() => one.events.at(-1)?.position).toBe(log.position('global', last[0]!))
      expect(one.events.map(({ type, position, text }) => [type, position, text])).toEqual([
        ['MessageSent', log.position('global', offsets[0]!), 'first'],
        ['MessageEdited', log.position('global', offsets[2]!), 'edited'],
        ['MessageDeleted', log.position('global', offsets[4]!), undefined],
        ['MessageSent', log.position('global', last[0]!), 'last'],
      ])
    }
  })

  it('begins where the acknowledgement says, and again from any position', async () => {
    const one = await client()
    const before = await log.append(Array.from({ length: 20 }, (_, i) => sent('room', `m${i}`)))
    const at = log.position('room', before[9]!)
    expect(await one.ask('subscribe', { group: 'room', after: at })).toEqual({ ok: true, position: at })
    await eventually(() => one.events.length).toBe(10)
    expect(one.events.map(({ text }) => text)).toEqual(Array.from({ length: 10 }, (_, i) => `m${i + 10}`))
    await log.append([sent('room', 'live')])
    await eventually(() => one.events.at(-1)?.text).toBe('live')
    expect(one.events).toHaveLength(11)
  })

  it('answers what it cannot follow', async () => {
    const one = await client()
    const other = ['a', 'b', 'c', 'd', 'e'].find(
      (group) => log.partitionOf(group) !== log.partitionOf('global'),
    )!
    const codeOf = async (request: { group: string; after?: string }) => {
      const answer = await one.ask('subscribe', request)
      return answer.ok ? 'ok' : answer.error.code
    }
    expect(await codeOf({ group: 'Global' })).toBe('invalid-group')
    expect(await codeOf({ group: 'p.secret' })).toBe('group-not-found')
    expect(await codeOf({ group: 'global', after: 'nonsense' })).toBe('invalid-position')
    expect(await codeOf({ group: 'global', after: log.position(other, 0) })).toBe('invalid-position')
    expect(
      await codeOf({ group: 'global', after: log.position('global', 0).replace('g1test', 'u1test') }),
    ).toBe('invalid-position')
    expect(one.resyncs).toEqual([])
    expect(
      await codeOf({ group: 'global', after: log.position('global', 0).replace('g1test', 'g1other') }),
    ).toBe('invalid-position')
    expect(
      await codeOf({ group: 'global', after: log.position('global', 0).replace('g1test', 'g2abcd') }),
    ).toBe('resync-needed')
    expect(await codeOf({ group: 'global', after: log.position('global', 1_000_000) })).toBe('resync-needed')
    expect(one.resyncs).toEqual([
      { group: 'global', reason: 'other-generation' },
      { group: 'global', reason: 'position-ahead' },
    ])
  })
})

describe('a replay', () => {
  it('gives what live readers saw, and ends with done', async () => {
    const one = await client()
    await one.ask('subscribe', { group: 'story' })
    const messages = Array.from({ length: 300 }, (_, i) => sent('story', `m${i}`))
    await log.append(
      messages.flatMap((message, i) =>
        i % 3 === 0 ? [message, message, edited(message, 2, `e${i}`)] : [message],
      ),
    )
    await eventually(() => one.events.length).toBe(400)
    const { events, chunks } = await one.replay({ group: 'story' })
    expect(events).toEqual(one.events)
    expect(chunks.at(-1)).toMatchObject({ done: true, position: one.events.at(-1)!.position })
    const [from, to] = [one.events[10]!.position, one.events[20]!.position]
    expect((await one.replay({ group: 'story', from, to })).events).toEqual(one.events.slice(11, 21))
  })
})
