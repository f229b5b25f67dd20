import { setTimeout as sleep } from 'node:timers/promises'
import { createPager } from './clients/pager.js'
import { replay } from './clients/replayer.js'
import type { World } from './clients/world.js'
import type { Journal } from './journal.js'
import { random } from './random.js'

const userId = '00000000-0000-4000-8000-00000000f1a1'
const historiesPerGroup = 25

/** At the end, from everywhere: every page of every group, histories, and every group's whole past. */
export async function readAll(world: World, journal: Journal, seed: number): Promise<void> {
  const dice = random(seed, 'final')
  const pager = createPager(world, journal, userId, dice)
  const token = world.token(userId, 'reader')
  for (const group of world.groups) {
    const newest = world.acknowledged.get(group)
    let before: { cursor: string; message: string } | undefined
    const changed: string[] = []
    do {
      const minPosition = before === undefined && newest !== undefined ? { minPosition: newest } : {}
      const question = { group, limit: 200, ...minPosition, ...(before === undefined ? {} : { before }) }
      const page = await insist(() => pager.page(question))
      changed.push(
        ...(page?.messages ?? []).filter(({ version }) => version > 1).map(({ messageId }) => messageId),
      )
      const [first] = page?.messages ?? []
      before =
        page?.before !== undefined && first ? { cursor: page.before, message: first.messageId } : undefined
    } while (before !== undefined)
    for (const messageId of dice.shuffled(changed).slice(0, historiesPerGroup)) {
      await insist(() => pager.history(group, messageId, newest))
    }
    for (const url of world.realtimes) {
      await insist(async () => ((await replay(world, journal, { url, token, group })) ? true : undefined))
    }
  }
}

/** What fails is in the journal, and counts: everything is healed by now. */
async function insist<T>(work: () => Promise<T | undefined>): Promise<T | undefined> {
  for (let tries = 0; tries < 5; tries++) {
    const done = await work()
    if (done !== undefined) return done
    await sleep(1_000)
  }
  return undefined
}
