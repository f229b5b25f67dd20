import { expect, test } from 'vitest'
import { randomUUID } from 'node:crypto'
import { expectedTail } from '../src/expected-view.js'
import { expectStatus } from '../src/http.js'
import { readLog } from '../src/log.js'
import { readMetrics } from '../src/metrics.js'
import { makePerson, type Sent } from '../src/people.js'
import { withOffset } from '../src/position.js'
import { connect } from '../src/socket-client.js'
import { addressesOf, story } from '../src/story.js'
import { manyTexts } from '../src/texts.js'
import { until } from '../src/until.js'

const readers = 300

/** Memory holds next to nothing, so that everybody who comes back needs Kafka. */
story('many who come back at once', { partitions: 1, env: { MEMORY_BYTES: '4096' } }, (stack) => {
  test('read the past together: the scans are far fewer than the readers', async () => {
    const { commandApi, realtime } = addressesOf(stack())
    const group = `late-${randomUUID()}`
    const ann = await makePerson(commandApi, 'ann')
    const messages = manyTexts(400).map((text) => ({
      key: randomUUID(),
      author: { userId: ann.userId },
      text,
    }))
    await expectStatus(200, 'POST', `${commandApi}/messages/${group}/batch`, {
      token: stack().token({ ...ann, scopes: ['import'] }),
      body: { messages },
    })
    const { position } = await expectStatus<Sent>(201, 'POST', `${commandApi}/messages/${group}`, {
      token: ann.token,
      body: { text: 'the last' },
    })
    const log = await readLog(stack().kafkaBrokers, stack().groupsTopic)
    const expected = expectedTail(log.fold(group), log.generation, -1)
    expect(expected).toHaveLength(401)

    const sockets = []
    for (let i = 0; i < readers; i += 50) {
      sockets.push(...(await Promise.all(Array.from({ length: 50 }, () => connect(realtime, ann.token)))))
    }
    const answers = await Promise.all(
      sockets.map((socket) => socket.ask('subscribe', { group, after: withOffset(position, -1) })),
    )
    for (const answer of answers) expect(answer).toMatchObject({ ok: true })
    for (const socket of sockets) {
      await until('the last', () => socket.eventsOf(group).length >= expected.length)
      expect(socket.eventsOf(group)).toEqual(expected)
      socket.close()
    }
    const metrics = await readMetrics(realtime)
    expect(metrics('realtime_catch_ups_total', 'source="kafka"')).toBe(readers)
    expect(metrics('realtime_scans')).toBeLessThan(readers / 3)
  })
})
