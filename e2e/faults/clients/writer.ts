import { setTimeout as sleep } from 'node:timers/promises'
import type { Journal } from '../journal.js'
import { random } from '../random.js'
import { createGiver, type NewCommand } from './commands.js'
import { makeKey, type World } from './world.js'

export interface WriterOptions {
  readonly name: string
  readonly seed: number
  readonly userId: string
  readonly username: string
  readonly perSecond: number
  /** Changes of one message at the same time, without regard for each other. */
  readonly racing: boolean
  /** How many commands it has in progress at most. */
  readonly lanes: number
}

interface Own {
  readonly group: string
  readonly messageId: string
}

const strange = [
  'straße ☕',
  'こんにちは',
  '👩‍👩‍👧‍👦',
  '\u202eright to left',
  '<b>&amp;</b>',
  "'; drop table x; --",
  'e\u0301',
]

/**
 * Sends, edits and deletes. Each lane gives one command after the other, and changes only messages that it sent itself, so that an
 * acknowledged change is decided on everything before it; where it is `racing`, lanes change each other's.
 */
export async function runWriter(world: World, journal: Journal, options: WriterOptions): Promise<void> {
  const { userId, username, perSecond, lanes, racing, name, seed } = options
  const token = world.token(userId, username)
  const shared: Own[] = []
  const lane = async (number: number) => {
    const dice = random(seed, `${name}/${number}`)
    const giver = createGiver(world, journal, `${name}.${number}`, dice)
    const alive: Own[] = racing ? shared : []
    const given: { command: string; what: NewCommand; at: number }[] = []

    const choose = (): NewCommand => {
      const roll = dice.next()
      const again = given.length > 0 && roll > 0.94 ? dice.pick(given) : undefined
      if (again && roll > 0.975) return { ...again.what, of: { command: again.command, how: 'repeat' } }
      // A younger key may be taken for unused on another instance (the design, §4).
      if (again && again.what.kind !== 'delete' && world.now() - again.at > 7_000) {
        const { of: _first, ...what } = again.what
        return {
          ...what,
          text: `another body ${dice.between(0, 1e9)}`,
          of: { command: again.command, how: 'other-body' },
        }
      }
      const own = alive.length > 0 && roll < 0.34 ? dice.pick(racing ? alive.slice(-3) : alive) : undefined
      const text = `${dice.pick(strange)} ${name}.${number} ${dice.between(0, 1e9)}`
      const common = { key: makeKey(dice), actor: userId }
      if (!own) return { kind: 'send', ...common, group: dice.pick(world.groups), text }
      if (roll < 0.08) return { kind: 'delete', ...common, ...own }
      return { kind: 'edit', ...common, ...own, text }
    }
    while (!world.closing.aborted) {
      const begunMs = performance.now()
      const what = choose()
      const how = dice.chance(0.06) ? 'both' : dice.chance(0.03) ? 'once' : 'patiently'
      const { command, reply } = await giver.give(what, token, how)
      const done = reply !== undefined && reply.status < 300
      if (done && what.of === undefined) {
        given.push({ command, what, at: world.now() })
        if (given.length > 400) given.shift()
      }
      if (done && what.kind === 'send' && what.of === undefined) {
        alive.push({ group: what.group, messageId: what.key })
        if (alive.length > 60) alive.shift()
      }
      // What was given up may have been deleted all the same.
      if (what.messageId !== undefined && (!done || what.kind === 'delete')) {
        const at = alive.findIndex(({ messageId }) => messageId === what.messageId)
        if (at >= 0) alive.splice(at, 1)
      }
      await sleep(Math.max(0, (lanes * 1_000 * dice.next() * 2) / perSecond - (performance.now() - begunMs)))
    }
  }
  await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)))
}
