import { expect, test } from 'vitest'
import { randomUUID } from 'node:crypto'
import { expectedTail } from '../src/expected-view.js'
import { ask, expectStatus } from '../src/http.js'
import { readLog } from '../src/log.js'
import { readMetrics } from '../src/metrics.js'
import { getPage } from '../src/pages.js'
import { makePerson, type Sent } from '../src/people.js'
import { offsetOf, withOffset } from '../src/position.js'
import { connect, type SocketClient } from '../src/socket-client.js'
import { addressesOf, story } from '../src/story.js'
import { manyTexts } from '../src/texts.js'
import { until } from '../src/until.js'

/** Small enough that a group of some hundred events needs memory, Kafka and `resync` alike. */
const env = { MEMORY_BYTES: '40960', CATCH_UP_RECORDS: '400' }

story('subscribing from every offset', { partitions: 2, env }, (stack) => {
  test('gives the tail that the log has, from memory and from Kafka, or resync', async () => {
    const { commandApi, queryApi, realtime } = addressesOf(stack())
    const group = `every-${randomUUID()}`
    const ann = await makePerson(commandApi, 'ann')
    const last = await writeHistory(commandApi, group, ann.token, () =>
      stack().token({ ...ann, scopes: ['import'] }),
    )
    const page = await getPage(queryApi, group, ann.token, '', last)

    const log = await readLog(stack().kafkaBrokers, stack().groupsTopic)
    const fold = log.fold(group)
    expect(fold.stood.length).toBeGreaterThanOrEqual(500)
    const end = fold.stood.at(-1)!.offset
    const offsets = Array.from({ length: end + 2 }, (_, i) => i - 1)

    const followers: { after: number; socket: SocketClient }[] = []
    const resynced: number[] = []
    for (let i = 0; i < offsets.length; i += 25) {
      await Promise.all(
        offsets.slice(i, i + 25).map(async (after) => {
          const socket = await connect(realtime, ann.token)
          const answer = await socket.ask('subscribe', { group, after: withOffset(last, after) })
          if (answer.ok) {
            expect(answer.position).toBe(withOffset(last, after))
            followers.push({ after, socket })
          } else {
            await until('resync', () => socket.resyncs.length > 0)
            expect(socket.resyncs).toEqual([{ group, reason: 'gap-too-long' }])
            resynced.push(after)
            socket.close()
          }
        }),
      )
    }
    for (const { after, socket } of followers) {
      const tail = expectedTail(fold, log.generation, after)
      await until(`the tail after ${after}`, () => socket.eventsOf(group).length >= tail.length)
      expect(socket.eventsOf(group), `after ${after}`).toEqual(tail)
    }

    // Those too far behind are the oldest; a page and a subscription from its position bring them up to date.
    expect(resynced.length).toBeGreaterThan(0)
    expect(Math.max(...resynced)).toBeLessThan(Math.min(...followers.map(({ after }) => after)))
    const back = await connect(realtime, ann.token)
    expect(await back.ask('subscribe', { group, after: page.position })).toMatchObject({ ok: true })

    const metrics = await readMetrics(realtime)
    for (const source of ['memory', 'kafka', 'resync']) {
      expect(metrics('realtime_catch_ups_total', `source="${source}"`), source).toBeGreaterThan(0)
    }

    // Whoever caught up is live, and gets the next event once.
    const { position } = await expectStatus<Sent>(201, 'POST', `${commandApi}/messages/${group}`, {
      token: ann.token,
      body: { text: 'one more' },
    })
    for (const { after, socket } of [...followers, { after: offsetOf(page.position), socket: back }]) {
      await until('the live event', () => socket.eventsOf(group).at(-1)?.position === position)
      expect(socket.eventsOf(group)).toHaveLength(expectedTail(fold, log.generation, after).length + 1)
      socket.close()
    }
  })

  test('a replay of every range ends where it was asked to', async () => {
    const { commandApi, realtime } = addressesOf(stack())
    const group = `ranges-${randomUUID()}`
    const ann = await makePerson(commandApi, 'ann')
    const sent: Sent[] = []
    for (const text of manyTexts(12)) {
      sent.push(
        await expectStatus<Sent>(201, 'POST', `${commandApi}/messages/${group}`, {
          token: ann.token,
          body: { text },
        }),
      )
    }
    const log = await readLog(stack().kafkaBrokers, stack().groupsTopic)
    const all = expectedTail(log.fold(group), log.generation, -1)
    const socket = await connect(realtime, ann.token)
    for (const from of sent) {
      for (const to of sent.filter(({ position }) => offsetOf(position) >= offsetOf(from.position))) {
        const events = await socket.replay({ group, from: from.position, to: to.position })
        const range = all.filter(
          ({ position }) =>
            offsetOf(position) > offsetOf(from.position) && offsetOf(position) <= offsetOf(to.position),
        )
        expect(events).toEqual(range)
      }
    }
    expect(await socket.replay({ group })).toEqual(all)
    socket.close()
  })
})

/** 380 messages with edits, deletes and another group's events among them. The last position. */
async function writeHistory(
  commandApi: string,
  group: string,
  token: string,
  importToken: () => string,
): Promise<string> {
  const { sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    sub: string
  }
  const texts = manyTexts(380)
  let last = ''
  for (let from = 0; from < texts.length; from += 38) {
    const messages = texts
      .slice(from, from + 38)
      .map((text) => ({ key: randomUUID(), author: { userId: sub }, text }))
    for (const [name, list] of [
      [group, messages],
      [`noise-${from}`, messages.slice(0, 10)],
    ] as const) {
      await expectStatus(200, 'POST', `${commandApi}/messages/${name}/batch`, {
        token: importToken(),
        body: { messages: list },
      })
    }
    for (const [i, { key }] of messages.entries()) {
      const url = `${commandApi}/messages/${group}/${key}`
      if (i % 3 === 0) await ask('PUT', url, { token, body: { text: `edited ${i}` } })
      if (i % 5 === 0) await ask('PUT', url, { token, body: { text: `edited again ${i}` } })
      if (i % 7 === 0) {
        last = (await expectStatus<{ position: string }>(200, 'DELETE', url, { token })).position
      }
    }
  }
  return last
}
