import { expect, test } from 'vitest'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { follow } from '../src/follower.js'
import { expectStatus } from '../src/http.js'
import { readLog } from '../src/log.js'
import { watchPages } from '../src/page-watcher.js'
import { allPages } from '../src/pages.js'
import { makePerson, type Sent } from '../src/people.js'
import { offsetOf, withOffset } from '../src/position.js'
import { addressesOf, story } from '../src/story.js'
import { until } from '../src/until.js'
import { startWriter } from '../src/writer.js'

story('restarts in the middle', { realtimes: 2 }, (stack) => {
  test('of every service, asked for and by force: nothing is lost and nothing is there twice', async () => {
    const { commandApi, queryApi } = addressesOf(stack())
    const group = `restarts-${randomUUID()}`
    const ann = await makePerson(commandApi, 'ann')
    const say = (text: string) =>
      expectStatus<Sent>(201, 'POST', `${commandApi}/messages/${group}`, { token: ann.token, body: { text } })
    const { position } = await say('the first')
    const beginning = withOffset(position, -1)
    const followers = stack().realtimes.map(({ url }) => follow(url, ann.token, group, beginning))
    const writer = startWriter({
      commandApis: () => [commandApi],
      token: ann.token,
      group,
      perSecond: 40,
      editEvery: 6,
      deleteEvery: 23,
    })
    const watcher = watchPages(queryApi, group, ann.token)
    const { commandApis, projectors, queryApis, realtimes } = stack()
    for (const one of [...commandApis, ...projectors, ...queryApis, ...realtimes]) {
      await sleep(500)
      await one.restart()
      await sleep(500)
      one.kill('SIGKILL')
      await one.exited()
      await one.restart()
    }
    await sleep(500)
    await writer.stop()
    await watcher.stop()
    expect(watcher.complaints).toEqual([])
    expect(watcher.failures()).toBeGreaterThan(0)
    expect(watcher.pages()).toBeGreaterThan(100)
    expect(writer.failures).toEqual([])
    expect(writer.retries()).toBeGreaterThan(0)
    const last = await say('the last')

    const log = await readLog(stack().kafkaBrokers, stack().groupsTopic)
    const { stood, messages } = log.fold(group)
    const acknowledged = new Set(messages.map(({ messageId }) => messageId))
    for (const id of writer.acknowledged) expect(acknowledged.has(id)).toBe(true)
    expect(messages).toHaveLength(writer.acknowledged.size + 2)

    const pages = await allPages(queryApi, group, ann.token, last.position)
    expect(pages.map(({ messageId, text, version }) => ({ messageId, text, version }))).toEqual(
      messages.map(({ messageId, text, version, deleted }) => ({
        messageId,
        text: deleted ? undefined : text,
        version,
      })),
    )
    const offsets = stood.map(({ offset }) => offset)
    for (const follower of followers) {
      await until('the last event', () => follower.events().at(-1)?.position === last.position)
      expect(follower.connections()).toBeGreaterThan(1)
      expect(follower.events().map((event) => offsetOf(event.position))).toEqual(offsets)
      follower.stop()
    }
  })
})
