import { expect, test } from 'vitest'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { showOnScreen } from '../src/client-fold.js'
import { getPage, type PageMessage } from '../src/pages.js'
import { readLog } from '../src/log.js'
import { makePerson } from '../src/people.js'
import { offsetOf } from '../src/position.js'
import { connect } from '../src/socket-client.js'
import { addressesOf, story } from '../src/story.js'
import { until } from '../src/until.js'
import { startWriter } from '../src/writer.js'

const readers = 30

story('a page and a subscription from its position', { realtimes: 2 }, (stack) => {
  test('are the whole history while 200 messages a second are being sent', async () => {
    const { commandApi, queryApi } = addressesOf(stack())
    const group = `whole-${randomUUID()}`
    const ann = await makePerson(commandApi, 'ann')
    const writer = startWriter({
      commandApis: () => [commandApi],
      token: ann.token,
      group,
      perSecond: 200,
      editEvery: 7,
      deleteEvery: 31,
    })
    await sleep(500)
    const seen = []
    for (let i = 0; i < readers; i++) {
      const socket = await connect(stack().realtimes[i % 2]!.url, ann.token)
      const page = await getPage(queryApi, group, ann.token, '?limit=200')
      const older: PageMessage[][] = []
      for (let cursor = page.before; cursor !== undefined;) {
        const next = await getPage(
          queryApi,
          group,
          ann.token,
          `?limit=200&before=${encodeURIComponent(cursor)}`,
        )
        older.unshift([...next.messages])
        cursor = next.before
      }
      expect(await socket.ask('subscribe', { group, after: page.position })).toEqual({
        ok: true,
        position: page.position,
      })
      seen.push({ socket, position: page.position, messages: [...older.flat(), ...page.messages] })
      await sleep(150)
    }
    await writer.stop()
    expect(writer.failures).toEqual([])
    expect(writer.acknowledged.size).toBeGreaterThan(500)

    const log = await readLog(stack().kafkaBrokers, stack().groupsTopic)
    const { stood, messages } = log.fold(group)
    const end = stood.at(-1)!.offset
    const whole = messages.map(({ messageId, text, version, deleted }) => ({
      messageId,
      text: deleted ? undefined : text,
      version,
      deleted,
    }))
    for (const { socket, position, messages: page } of seen) {
      await until(
        'the last event',
        () => offsetOf(String(socket.eventsOf(group).at(-1)?.['position'])) >= end,
      )
      const events = socket.eventsOf(group)
      const after = stood.filter(({ offset }) => offset > offsetOf(position))
      expect(events.map((event) => offsetOf(event.position))).toEqual(after.map(({ offset }) => offset))
      expect(showOnScreen(page, events)).toEqual(whole)
      socket.close()
    }
  })
})
