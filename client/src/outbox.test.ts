import { IDBFactory } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import type { Command } from './core/command.js'
import { indexedDbStorage } from './indexed-db.js'
import { memoryStorage } from './memory-storage.js'
import { Outbox, type Attempt } from './outbox.js'
import type { CommandStorage } from './storage.js'
import { storedCommands } from './stored-commands.js'
import { VirtualClock } from './testing/virtual-clock.js'

function command(key: string, group = 'g'): Command {
  return { kind: 'send', key, group, messageId: key, body: { text: key }, madeAtMs: 1 }
}

const confirmed = {
  status: 'confirmed',
  confirmation: { position: 'g1aaaa:0:1', at: 'now', version: 1 },
} as const

function outboxOf(perform: (command: Command) => Attempt, storage: CommandStorage = memoryStorage()) {
  const clock = new VirtualClock()
  const attempts: string[] = []
  const warnings: string[] = []
  const outbox = new Outbox({
    storage: storedCommands(slow(storage), (message) => warnings.push(message)),
    clock,
    random: () => 0,
    isOurs: ({ userId }) => userId === undefined || userId === 'me',
    restored: () => undefined,
    changed: () => undefined,
    async perform(one) {
      expect(await storage.load(), 'stored before it is tried').toContainEqual({ command: one })
      attempts.push(one.key)
      return perform(one)
    },
  })
  return { outbox, clock, attempts, warnings }
}

/** A disk takes longer than the commands that are typed meanwhile. */
function slow(storage: CommandStorage): CommandStorage {
  return {
    ...storage,
    async put(stored) {
      for (let i = 0; i < 20; i++) await Promise.resolve()
      await storage.put(stored)
    },
  }
}

test('one after the other in each group; what waits holds up its own group only', async () => {
  let away = true
  const { outbox, clock, attempts } = outboxOf(({ group }) =>
    away && group === 'g' ? { status: 'later' } : confirmed,
  )
  const outcomes = [command('a'), command('b'), command('c', 'h')].map((one) => outbox.add(one))
  await clock.pass(0)
  expect(attempts).toEqual(['a', 'c'])
  expect(outbox.waiting).toBe(2)
  away = false
  outbox.wake()
  await clock.pass(0)
  expect(attempts).toEqual(['a', 'c', 'a', 'b'])
  for (const outcome of outcomes) expect(await outcome).toMatchObject({ ok: true })
  expect(outbox.waiting).toBe(0)
})

test('a server that says how long to wait is heard; else the waits grow', async () => {
  const answers: Attempt[] = [
    { status: 'later', afterMs: 5_000 },
    { status: 'later' },
    { status: 'later' },
    confirmed,
  ]
  const { outbox, clock, attempts } = outboxOf(() => answers.shift() ?? confirmed)
  void outbox.add(command('a'))
  await clock.pass(4_999)
  expect(attempts).toHaveLength(1)
  await clock.pass(1)
  expect(attempts).toHaveLength(2)
  await clock.pass(249)
  expect(attempts).toHaveLength(2)
  await clock.pass(1)
  expect(attempts).toHaveLength(3)
  await clock.pass(500)
  expect(attempts).toHaveLength(4)
})

test('a failed command stays until it is sent again or discarded, over a reload too', async () => {
  const storage = memoryStorage()
  const failure = { code: 'invalid-text', title: 'no', detail: 'no', status: 422 }
  const first = outboxOf(() => ({ status: 'failed', failure }), storage)
  expect(await first.outbox.add(command('a'))).toEqual({ ok: false, failure })
  first.outbox.close()

  const second = outboxOf(() => confirmed, storage)
  await second.outbox.start()
  expect(second.outbox.entries('g')).toEqual([{ command: command('a'), state: 'failed', failure }])
  await second.clock.pass(60_000)
  expect(second.attempts).toEqual([])
  second.outbox.retry('g', 'a')
  await second.clock.pass(0)
  expect(second.attempts).toEqual(['a'])
  expect(await storage.load()).toEqual([])
})

test('a key that is there already is one command, and both hear of it', async () => {
  const { outbox, attempts } = outboxOf(() => confirmed)
  const outcomes = await Promise.all([outbox.add(command('a')), outbox.add(command('a'))])
  expect(outcomes[0]).toEqual(outcomes[1])
  expect(await outbox.add(command('a'))).toEqual(outcomes[0])
  expect(attempts).toEqual(['a'])
})

test("another person's commands stay where they are", async () => {
  const storage = memoryStorage()
  await storage.put({ command: { ...command('a'), userId: 'somebody' } })
  const { outbox, clock, attempts } = outboxOf(() => confirmed, storage)
  await outbox.add(command('b'))
  await clock.pass(0)
  expect(attempts).toEqual(['b'])
  expect(await storage.load()).toHaveLength(1)
})

test('a storage that fails loses nothing and is told of', async () => {
  const broken: CommandStorage = {
    load: () => Promise.reject(new Error('no permission')),
    put: () => Promise.reject(new Error('no room')),
    remove: () => Promise.reject(new Error('no')),
  }
  const warnings: string[] = []
  const outbox = new Outbox({
    storage: storedCommands(broken, (message) => warnings.push(message)),
    clock: new VirtualClock(),
    random: Math.random,
    isOurs: () => true,
    restored: () => undefined,
    changed: () => undefined,
    perform: () => Promise.resolve(confirmed),
  })
  expect(await outbox.add(command('a'))).toMatchObject({ ok: true })
  expect(warnings).toHaveLength(3)
})

test('10,000 commands are enough', () => {
  const { outbox } = outboxOf(() => ({ status: 'parked' }))
  for (let i = 0; i < 10_000; i++) void outbox.add(command(String(i)))
  expect(() => outbox.add(command('one more'))).toThrow(RangeError)
  expect(outbox.waiting).toBe(10_000)
})

test('IndexedDB keeps what was put, by key, until it is removed; what it does not know it leaves alone', async () => {
  const factory = new IDBFactory()
  const storage = indexedDbStorage({ factory })
  const failure = { code: 'x', title: 'x', detail: 'x', status: 400 }
  await storage.put({ command: command('b') })
  await storage.put({ command: command('a') })
  await storage.put({ command: command('a', 'h') })
  await storage.put({ command: command('b'), failure })
  await storage.put({ command: { ...command('c'), kind: 'dance' } as unknown as Command })
  await storage.remove(command('a', 'h'))
  const again = indexedDbStorage({ factory })
  expect(await again.load()).toEqual([{ command: command('a') }, { command: command('b'), failure }])
})

test('IndexedDB that another tab deleted is made anew', async () => {
  const factory = new IDBFactory()
  const storage = indexedDbStorage({ factory, name: 'chat' })
  await storage.put({ command: command('a') })
  await new Promise((resolve, reject) => {
    const request = factory.deleteDatabase('chat')
    request.onsuccess = resolve
    request.onerror = reject
  })
  await storage.put({ command: command('b') })
  expect(await storage.load()).toEqual([{ command: command('b') }])
})
