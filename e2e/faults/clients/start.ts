import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Journals } from '../journal.js'
import { random } from '../random.js'
import type { FaultStack } from '../stack/stack.js'
import { createGiver } from './commands.js'
import { runDuelist } from './duelist.js'
import { runPageReader } from './page-reader.js'
import { startReader } from './reader.js'
import { runReplayer } from './replayer.js'
import { runUserMaker } from './user-maker.js'
import { offsetOf, type World } from './world.js'
import { runWriter } from './writer.js'

export interface ClientsOptions {
  readonly seed: number
  /** Commands a second, of all writers together, while nothing is in their way. */
  readonly perSecond: number
  readonly durationMs: number
  readonly now: () => number
}

export interface Clients {
  readonly world: World
  /** Nothing new is begun; false where something is still without an answer, or unread, at the limit. */
  readonly rest: (limitMs: number) => Promise<boolean>
  readonly whatIsMissing: () => string
  readonly end: () => Promise<void>
}

const groups = ['global', 'tea', 'a.b-c_d', 'constructor', 'music', '0']
const writerCount = 8
const openLimitMs = 60_000

export async function startClients(
  stack: FaultStack,
  journals: Journals,
  options: ClientsOptions,
): Promise<Clients> {
  const { seed, perSecond, now } = options
  const [closing, gone] = [new AbortController(), new AbortController()]
  const world: World = {
    groups,
    commandApis: stack.urls('command-api'),
    queryApis: stack.urls('query-api'),
    realtimes: stack.urls('realtime'),
    token: (userId, username) => stack.token({ userId, username, ttlMs: 24 * 3_600_000 }),
    now,
    closing: closing.signal,
    gone: gone.signal,
    acknowledged: new Map(),
  }
  const giver = createGiver(world, journals.open('opener'), 'opener', random(seed, 'opener'))
  const opener = randomUUID()
  const say = (group: string, text: string) =>
    giver.give({ kind: 'send', key: randomUUID(), actor: opener, group, text }, world.token(opener, 'opener'))
  const opened = Promise.all(groups.map((group) => say(group, 'the first'))).then(() => true)
  if (!(await Promise.race([opened, sleep(openLimitMs, false, { ref: false })]))) {
    gone.abort()
    throw new Error(`no answer to the first commands within ${openLimitMs / 1000} s, before any fault`)
  }

  const userId = randomUUID()
  const reader = (name: string, more: object = {}) =>
    startReader(world, journals.open(name), { name, seed, userId, groups, ...more })
  const longestMs = Math.min(60_000, options.durationMs / 4)
  const readers = [
    reader('reader-steady-1'),
    reader('reader-steady-2'),
    reader('reader-leaver-1', { leaves: { everyMs: 6_000, longestMs: 4_000 } }),
    reader('reader-leaver-2', { leaves: { everyMs: 15_000, longestMs } }),
    reader('reader-slow', { pausesMs: 8_000 }),
    reader('reader-forgetful', { leaves: { everyMs: 5_000, longestMs: 1_000 }, forgets: true }),
  ]
  const rate = { perSecond: perSecond / writerCount }
  const working = [
    ...Array.from({ length: writerCount }, (_, i) => {
      const name = `writer-${i + 1}`
      const who = {
        name,
        seed,
        userId: randomUUID(),
        username: name,
        racing: i === 0,
        lanes: i === 0 ? 6 : 4,
      }
      return runWriter(world, journals.open(name), { ...who, ...rate })
    }),
    ...[1, 2, 3].map((i) =>
      runUserMaker(world, journals.open(`users-${i}`), { name: `users-${i}`, seed, pauseMs: 700 }),
    ),
    ...[1, 2, 3].map((i) => {
      const name = `duelist-${i}`
      return runDuelist(world, journals.open(name), { name, seed, userId: randomUUID(), pauseMs: 300 })
    }),
    ...[1, 2].map((i) =>
      runPageReader(world, journals.open(`pages-${i}`), { name: `pages-${i}`, seed, userId, pauseMs: 120 }),
    ),
    runReplayer(world, journals.open('replayer'), { name: 'replayer', seed, userId, pauseMs: 2_500 }),
  ]
  const worked = Promise.all(working)
  let missing = 'answers of commands'
  const behind = () =>
    readers.flatMap(({ seen }, i) =>
      groups
        .filter(
          (group) => offsetOf(seen.get(group) ?? '::-1') < offsetOf(world.acknowledged.get(group) ?? '::-1'),
        )
        .map((group) => `reader ${i + 1} of ${group}`),
    )
  return {
    world,
    whatIsMissing: () => missing,
    rest: async (limitMs) => {
      closing.abort()
      for (const one of readers) one.settle()
      const answered = await Promise.race([worked.then(() => true), sleep(limitMs, false, { ref: false })])
      if (!answered) {
        gone.abort()
        await worked
        return false
      }
      await Promise.all(groups.map((group) => say(group, 'the last')))
      const endMs = now() + limitMs
      while (behind().length > 0 && now() < endMs) await sleep(100)
      missing = behind().join(', ')
      return missing === ''
    },
    end: async () => {
      gone.abort()
      const journal = journals.open('ends')
      journal.write({ e: 'complete', at: now(), groups })
      await Promise.all(readers.map((one) => one.stop()))
    },
  }
}
