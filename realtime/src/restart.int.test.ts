import { afterEach, describe, expect, it } from 'vitest'
import { encodeEvent, fingerprintHeader } from '@hanashi/schemas/codec'
import { deleted, edited, sent } from './testing/events.js'
import { project } from './testing/project.js'
import { eventually } from './testing/eventually.js'
import { connect } from './testing/test-client.js'
import { createTestLog, type TestLog } from './testing/test-log.js'
import { startTestRealtime } from './testing/test-realtime.js'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function testLog(): Promise<TestLog> {
  const log = await createTestLog(2)
  closing.push(() => log.close())
  return log
}

async function instanceOf(log: TestLog, env: Record<string, string> = {}) {
  const instance = await startTestRealtime(log, env)
  const one = await connect(instance.url)
  closing.push(
    () => instance.stop(),
    () => one.close(),
  )
  return { instance, one }
}

describe('an instance that has just started', () => {
  it('tells copies of what was sent before, and serves it from memory', async () => {
    const log = await testLog()
    const messages = [sent('room', 'a'), sent('room', 'b')]
    const [first] = await log.append([...messages, deleted(messages[0]!, 2)])
    const { one } = await instanceOf(log)
    await one.ask('subscribe', { group: 'room', after: log.position('room', first! - 1) })
    await log.append([
      messages[0]!,
      messages[1]!,
      edited(messages[0]!, 3, 'late'),
      edited(messages[1]!, 2, 'B'),
    ])
    await log.append([sent('room', 'c')])
    await eventually(() => one.events.at(-1)?.text).toBe('c')
    expect(one.events.map(({ type, text, redacted }) => [type, text, redacted])).toEqual([
      ['MessageSent', undefined, true],
      ['MessageSent', 'b', undefined],
      ['MessageDeleted', undefined, undefined],
      ['MessageEdited', 'B', undefined],
      ['MessageSent', 'c', undefined],
    ])
  })

  it('judges edits of messages that it never saw by the read model', async () => {
    const log = await testLog()
    const [kept, gone] = [sent('room', 'kept'), sent('room', 'gone')]
    const events = [kept, gone, edited(kept, 2, 'second'), deleted(gone, 2)]
    const offsets = await log.append(events)
    const { instance, one } = await instanceOf(log, { WINDOW_MS: '1', READ_BACK_RECORDS: '1' })
    const placed = events.map((event, i) => [offsets[i]!, event] as const)
    await project(instance.databaseUrl, log, log.partitionOf('room'), placed, offsets.at(-1)! + 1)
    await one.ask('subscribe', { group: 'room' })
    await log.append([edited(kept, 2, 'lost'), edited(gone, 3, 'after its delete'), edited(kept, 3, 'third')])
    await eventually(() => one.events.length).toBe(1)
    expect(one.events[0]).toMatchObject({ text: 'third', version: 3 })
  })

  it('gives two instances, and one that reads back, the same', async () => {
    const log = await testLog()
    const [a, b] = [await instanceOf(log), await instanceOf(log, { MEMORY_BYTES: '4096' })]
    for (const { one } of [a, b]) await one.ask('subscribe', { group: 'room' })
    const messages = Array.from({ length: 60 }, (_, i) => sent('room', `m${i}`))
    for (const message of messages) {
      await log.append([message, message, edited(message, 2, 'x'), edited(message, 2, 'y')])
    }
    for (const { one } of [a, b]) await eventually(() => one.events.length).toBe(120)
    expect(b.one.events).toEqual(a.one.events)
    const c = await instanceOf(log)
    expect((await c.one.replay({ group: 'room' })).events).toEqual(a.one.events)
    // Judged by the live end where the projection has not been.
    await b.one.ask('unsubscribe', { group: 'room' })
    b.one.events.length = 0
    await b.one.ask('subscribe', { group: 'room', after: a.one.events[9]!.position })
    await eventually(() => b.one.events.length).toBe(110)
    expect(b.one.events).toEqual(a.one.events.slice(10))
  })
})

describe('records that nobody can read', () => {
  it('are passed over, live and in the past, without holding anybody up', async () => {
    const log = await testLog()
    const partition = log.partitionOf('room')
    const { one } = await instanceOf(log)
    await one.ask('subscribe', { group: 'room' })
    const misplaced = sent('elsewhere', 'under the key of another group')
    await log.append([sent('room', 'before')])
    await log.appendRaw(partition, { key: 'room', value: Buffer.from('nonsense') })
    await log.appendRaw(partition, { value: Buffer.alloc(0) })
    await log.appendRaw(partition, {
      key: 'room',
      value: encodeEvent(misplaced, 1),
      fingerprint: fingerprintHeader(misplaced.type),
    })
    await log.append([sent('room', 'after')])
    await eventually(() => one.events.map(({ text }) => text)).toEqual(['before', 'after'])
    expect((await one.replay({ group: 'room' })).events).toEqual(one.events)
  })

  it('hold up their own partition alone while their schema is being registered', async () => {
    const log = await testLog()
    const other = ['a', 'b', 'c', 'd'].find((group) => log.partitionOf(group) !== log.partitionOf('room'))!
    const { one } = await instanceOf(log, { SCHEMA_REGISTRY_URL: 'http://127.0.0.1:1' })
    for (const group of ['room', other]) await one.ask('subscribe', { group })
    await log.appendRaw(log.partitionOf('room'), {
      key: 'room',
      value: encodeEvent(sent('room', 'of another schema'), 1),
      fingerprint: Buffer.alloc(32, 7),
    })
    await log.append([sent('room', 'waits')])
    await log.append([sent(other, 'does not')])
    await eventually(() => one.events.map(({ text }) => text)).toEqual(['does not'])
  })
})
