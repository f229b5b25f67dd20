import { setTimeout as sleep } from 'node:timers/promises'
import type { Journal } from '../journal.js'
import { random } from '../random.js'
import { createGiver } from './commands.js'
import { makeKey, type World } from './world.js'

export interface UserMakerOptions {
  readonly name: string
  readonly seed: number
  /** Several makers with the same run want the same names at the same time, in other cases. */
  readonly pauseMs: number
}

/** Makes users whose names others want as well. Names come from a short list, so that most are wanted again and again. */
export async function runUserMaker(world: World, journal: Journal, options: UserMakerOptions): Promise<void> {
  const dice = random(options.seed, options.name)
  const giver = createGiver(world, journal, options.name, dice)
  for (let round = 0; !world.closing.aborted; round++) {
    // All makers are in the same round at about the same time.
    const round0 = Math.floor(world.now() / options.pauseMs)
    const wanted = `name${round0}${dice.pick(['', '', 'x'])}`
    const username = dice.chance(0.5) ? wanted : wanted.toUpperCase()
    const how = dice.chance(0.3) ? 'both' : dice.chance(0.05) ? 'once' : 'patiently'
    const what = { kind: 'user', key: makeKey(dice), actor: '', group: '', username } as const
    const { command, reply } = await giver.give(what, '', how)
    if (reply !== undefined && reply.status < 300 && dice.chance(0.3)) {
      await giver.give({ ...what, of: { command, how: 'repeat' } }, '')
    }
    const nextMs = (Math.floor(world.now() / options.pauseMs) + 1) * options.pauseMs
    await sleep(Math.max(0, nextMs - world.now()))
  }
}
