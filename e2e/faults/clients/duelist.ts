import { setTimeout as sleep } from 'node:timers/promises'
import type { Journal } from '../journal.js'
import { random } from '../random.js'
import { createGiver } from './commands.js'
import { makeKey, type World } from './world.js'

export interface DuelistOptions {
  readonly name: string
  readonly seed: number
  readonly userId: string
  readonly pauseMs: number
}

/** Sends a message, then edits it twice and deletes it, all at about the same time, on whatever instances. */
export async function runDuelist(world: World, journal: Journal, options: DuelistOptions): Promise<void> {
  const { name, seed, userId, pauseMs } = options
  const dice = random(seed, name)
  const giver = createGiver(world, journal, name, dice)
  const token = world.token(userId, name)
  while (!world.closing.aborted) {
    const group = dice.pick(world.groups)
    const key = makeKey(dice)
    const { reply } = await giver.give(
      { kind: 'send', key, actor: userId, group, text: `${name} ${key}` },
      token,
    )
    if (reply !== undefined && reply.status < 300) {
      const target = { actor: userId, group, messageId: key }
      const changes = [
        { kind: 'edit', ...target, text: 'one' },
        { kind: 'edit', ...target, text: 'other' },
        { kind: 'delete', ...target },
      ] as const
      await Promise.all(
        changes.map(async (change) => {
          await sleep(dice.between(0, 25))
          await giver.give({ ...change, key: makeKey(dice) }, token)
        }),
      )
    }
    await sleep(dice.between(0, 2 * pauseMs))
  }
}
