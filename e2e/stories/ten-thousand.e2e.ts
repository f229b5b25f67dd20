import { expect, test } from 'vitest'
import { randomUUID } from 'node:crypto'
import { expectedTail } from '../src/expected-view.js'
import { expectStatus } from '../src/http.js'
import { readLog } from '../src/log.js'
import { allPages } from '../src/pages.js'
import { makePerson, type Sent } from '../src/people.js'
import { offsetOf } from '../src/position.js'
import { connect } from '../src/socket-client.js'
import { addressesOf, story } from '../src/story.js'
import { manyTexts } from '../src/texts.js'
import { until } from '../src/until.js'

const count = 10_000
const senders = 40

story('ten thousand messages', { commandApis: 2, realtimes: 2 }, (stack) => {
  test('ids, order and text are one in log, pages and on two realtime instances', async () => {
    const { commandApi, queryApi } = addressesOf(stack())
    const group = `many-${randomUUID()}`
    const people = await Promise.all(Array.from({ length: 5 }, () => makePerson(commandApi, 'ann')))
    const token = people[0]!.token
    const sockets = await Promise.all(stack().realtimes.map(({ url }) => connect(url, token)))
    for (const socket of sockets) expect(await socket.ask('subscribe', { group })).toMatchObject({ ok: true })

    const sent = new Map<string, { text: string; userId: string }>()
    const waiting = manyTexts(count).entries()
    let last = ''
    await Promise.all(
      Array.from({ length: senders }, async (_, i) => {
        for (const [n, text] of waiting) {
          const person = people[n % people.length]!
          const { messageId, position } = await expectStatus<Sent>(
            201,
            'POST',
            `${stack().commandApis[i % 2]!.url}/messages/${group}`,
            { token: person.token, body: { text } },
          )
          sent.set(messageId, { text, userId: person.userId })
          if (last === '' || offsetOf(position) > offsetOf(last)) last = position
        }
      }),
    )
    expect(sent.size).toBe(count)

    const log = await readLog(stack().kafkaBrokers, stack().groupsTopic)
    const expected = expectedTail(log.fold(group), log.generation, -1)
    expect(expected).toHaveLength(count)
    for (const { messageId, text, actor } of expected) {
      expect(sent.get(messageId)).toEqual({ text, userId: actor.userId })
    }

    const pages = await allPages(queryApi, group, token, last)
    const short = (list: readonly { messageId?: unknown; text?: unknown; position?: unknown }[]) =>
      list.map(({ messageId, text, position }) => ({ messageId, text, position }))
    expect(short(pages)).toEqual(short(expected))

    for (const [i, socket] of sockets.entries()) {
      await until(`all of them, live, on instance ${i + 1}`, () => socket.eventsOf(group).length >= count)
      expect(socket.eventsOf(group)).toEqual(expected)
      expect(await socket.replay({ group })).toEqual(expected)
      socket.close()
    }
  })
})
