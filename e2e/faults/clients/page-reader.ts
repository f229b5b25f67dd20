import { setTimeout as sleep } from 'node:timers/promises'
import type { Journal } from '../journal.js'
import { random } from '../random.js'
import { createPager } from './pager.js'
import type { World } from './world.js'

export interface PageReaderOptions {
  readonly name: string
  readonly seed: number
  readonly userId: string
  readonly pauseMs: number
}

/** Reads newest pages, pages that must have what was just acknowledged, older pages, and histories. */
export async function runPageReader(
  world: World,
  journal: Journal,
  options: PageReaderOptions,
): Promise<void> {
  const dice = random(options.seed, options.name)
  const pager = createPager(world, journal, options.userId, dice)
  while (!world.closing.aborted) {
    await sleep(dice.between(0, 2 * options.pauseMs))
    const group = dice.pick(world.groups)
    const newest = world.acknowledged.get(group)
    const minPosition = newest !== undefined && dice.chance(0.5) ? { minPosition: newest } : {}
    const page = await pager.page({ group, limit: dice.pick([10, 50]), ...minPosition })
    const [first] = page?.messages ?? []
    if (page?.before !== undefined && first !== undefined && dice.chance(0.3)) {
      await pager.page({ group, limit: 30, before: { cursor: page.before, message: first.messageId } })
    }
    const edited = page?.messages.filter(({ version }) => version > 1) ?? []
    if (page !== undefined && edited.length > 0 && dice.chance(0.4)) {
      await pager.history(group, dice.pick(edited).messageId, page.position)
    }
  }
}
