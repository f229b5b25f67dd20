import { expect, test } from 'vitest'
import { randomUUID } from 'node:crypto'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { ask, expectStatus } from '../src/http.js'
import { allPages } from '../src/pages.js'
import { makePerson, type Sent } from '../src/people.js'
import { connect } from '../src/socket-client.js'
import { addressesOf, story } from '../src/story.js'
import { until } from '../src/until.js'

/** What somebody with access to Kafka, and no idea of Hanashi, might write. (A schema that nobody knows is waited for: no nonsense.) */
const nonsense = [
  Buffer.from('hello'),
  Buffer.alloc(0),
  null,
  Buffer.from([0, 0, 0]),
  Buffer.from('{"type":"MessageSent","text":"hello"}'),
]

story('nonsense in the log', { partitions: 1 }, (stack) => {
  test('stops the group that it names, is told to operators, and stops nobody else', async () => {
    const { commandApi, queryApi, realtime, projector } = addressesOf(stack())
    const ann = await makePerson(commandApi, 'ann')
    const [bad, good] = [`bad-${randomUUID()}`, `good-${randomUUID()}`]
    const say = (group: string, text: string) =>
      expectStatus<Sent>(201, 'POST', `${commandApi}/messages/${group}`, { token: ann.token, body: { text } })
    const socket = await connect(realtime, ann.token)
    expect(await socket.ask('subscribe', { group: good })).toMatchObject({ ok: true })
    await say(bad, 'before')
    const before = await say(good, 'before')
    await write(bad)
    const behind = await say(bad, 'behind')
    const after = await say(good, 'after')

    const pages = await allPages(queryApi, good, ann.token, after.position)
    expect(pages.map(({ text }) => text)).toEqual(['before', 'after'])
    await until('both, live', () => socket.eventsOf(good).length === 2 || undefined)
    expect(socket.eventsOf(good).map(({ position }) => position)).toEqual([before.position, after.position])
    expect((await socket.replay({ group: good })).map(({ text }) => text)).toEqual(['before', 'after'])

    const waiting = await ask('GET', `${queryApi}/messages/${bad}`, {
      token: ann.token,
      headers: { 'min-position': behind.position },
    })
    expect([waiting.status, waiting.json]).toMatchObject([503, { code: 'group-parked' }])
    expect((await allPages(queryApi, bad, ann.token)).map(({ text }) => text)).toEqual(['before'])

    const { parked, total } = await expectStatus<{
      parked: { group?: string; reason: string }[]
      total: number
    }>(200, 'GET', `${projector}/ops/parked`, { token: stack().token({ ...ann, scopes: ['ops'] }) })
    expect(total).toBe(nonsense.length + 1)
    expect(new Set(parked.map(({ group }) => group))).toEqual(new Set([bad]))
    for (const { reason } of parked) expect(reason).not.toBe('')
    for (const { name, diedUnasked } of stack().processes) expect(diedUnasked, name).toBe(false)
    for (const url of [commandApi, queryApi, realtime, projector]) {
      expect((await ask('GET', `${url}/ready`)).status, url).toBe(200)
    }
    socket.close()
  })

  const write = async (key: string) => {
    const kafka = new Kafka({
      clientId: 'nonsense',
      brokers: stack().kafkaBrokers.split(','),
      logLevel: logLevel.NOTHING,
    })
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
    await producer.connect()
    await producer.send({ topic: stack().groupsTopic, messages: nonsense.map((value) => ({ key, value })) })
    await producer.disconnect()
  }
})
