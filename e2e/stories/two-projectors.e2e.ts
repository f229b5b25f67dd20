import { expect, test } from 'vitest'
import { randomUUID } from 'node:crypto'
import { partitionOf } from '@hanashi/schemas/partition'
import { expectStatus } from '../src/http.js'
import { readLog } from '../src/log.js'
import { readMetrics } from '../src/metrics.js'
import { allPages } from '../src/pages.js'
import { makePerson, type Sent } from '../src/people.js'
import { addressesOf, story } from '../src/story.js'
import { until } from '../src/until.js'
import { startWriter } from '../src/writer.js'

const movedWithinMs = 20_000
const partitions = 12

/** Four groups in each partition. */
function groupsOfEveryPartition(): string[] {
  return Array.from({ length: partitions * 4 }, (_, i) => {
    for (;;) {
      const name = `shared-${randomUUID()}`
      if (partitionOf(name, partitions) === i % partitions) return name
    }
  })
}

story('two projectors', { projectors: 2, partitions }, (stack) => {
  test('share the partitions; when one is killed the other has them all within 20 s', async () => {
    const { commandApi, queryApi } = addressesOf(stack())
    const ann = await makePerson(commandApi, 'ann')
    const groups = groupsOfEveryPartition()
    const say = (group: string, text: string) =>
      expectStatus<Sent>(201, 'POST', `${commandApi}/messages/${group}`, { token: ann.token, body: { text } })
    const visible = async (list: readonly Sent[]) => {
      for (const { group, position, messageId } of list) {
        await until(`a message of ${group} on its page`, async () => {
          const messages = await allPages(queryApi, group, ann.token)
          return messages.some((message) => message.messageId === messageId) ? position : undefined
        })
      }
    }
    const before = await Promise.all(groups.map((group) => say(group, 'before')))
    expect(new Set(before.map(({ position }) => position.split(':')[1])).size).toBe(partitions)
    await visible(before)
    const [first, second] = stack().projectors
    for (const { url } of [first!, second!]) {
      expect((await readMetrics(url))('projector_events_total')).toBeGreaterThan(0)
    }

    const writer = startWriter({
      commandApis: () => [commandApi],
      token: ann.token,
      group: groups[0]!,
      perSecond: 50,
      editEvery: 5,
      deleteEvery: 17,
    })
    const killedMs = Date.now()
    first!.kill('SIGKILL')
    await first!.exited()
    const after = await Promise.all(groups.map((group) => say(group, 'after')))
    await visible(after)
    expect(Date.now() - killedMs).toBeLessThan(movedWithinMs)

    await writer.stop()
    expect(writer.failures).toEqual([])
    await first!.restart()
    const last = await Promise.all(groups.map((group) => say(group, 'last')))
    await visible(last)

    const log = await readLog(stack().kafkaBrokers, stack().groupsTopic)
    for (const { group, position } of last) {
      const pages = await allPages(queryApi, group, ann.token, position)
      expect(pages.map(({ messageId, text, version }) => ({ messageId, text, version }))).toEqual(
        log.fold(group).messages.map(({ messageId, text, version, deleted }) => ({
          messageId,
          text: deleted ? undefined : text,
          version,
        })),
      )
    }
  })
})
