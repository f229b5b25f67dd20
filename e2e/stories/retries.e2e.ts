import { expect, test } from 'vitest'
import { randomBytes, randomUUID } from 'node:crypto'
import { uuidV7 } from '@hanashi/schemas/ids'
import { text } from '../src/decode.js'
import { ask, expectStatus } from '../src/http.js'
import { readLog } from '../src/log.js'
import { readTopic } from '../src/log-reader.js'
import { decode } from '../src/decode.js'
import { allPages } from '../src/pages.js'
import { makePerson, type Person, type Sent } from '../src/people.js'
import { connect } from '../src/socket-client.js'
import { addressesOf, story } from '../src/story.js'
import { until } from '../src/until.js'

const freshKey = () => uuidV7(Date.now(), randomBytes(10))

story('retries of one command through two instances', { commandApis: 2 }, (stack) => {
  const send = (url: string, group: string, { token }: Person, key: string, said: string) =>
    ask('POST', `${url}/messages/${group}`, {
      token,
      headers: { 'idempotency-key': key },
      body: { text: said },
    })

  test.each([
    ['fresh keys', freshKey],
    ['other keys', randomUUID],
  ])('attempts that overlap make one message: %s', async (_name, makeKey) => {
    const { commandApi, queryApi, realtime } = addressesOf(stack())
    const group = `overlap-${randomUUID()}`
    const ann = await makePerson(commandApi, 'ann')
    const socket = await connect(realtime, ann.token)
    await socket.ask('subscribe', { group })
    const keys = Array.from({ length: 20 }, makeKey)
    const replies = await Promise.all(
      keys.flatMap((key) =>
        [0, 1, 0, 1].map((i) => send(stack().commandApis[i]!.url, group, ann, key, `hello ${key}`)),
      ),
    )
    for (const [i, { status, json }] of replies.entries()) {
      expect(status).toBe(201)
      expect(json).toMatchObject({ messageId: keys[Math.floor(i / 4)] })
    }
    const last = await expectStatus<Sent>(201, 'POST', `${commandApi}/messages/${group}`, {
      token: ann.token,
      body: { text: 'the last' },
    })
    const pages = await allPages(queryApi, group, ann.token, last.position)
    expect(new Set(pages.map((message) => message.text))).toEqual(
      new Set([...keys.map((key) => `hello ${key}`), 'the last']),
    )
    expect(pages).toHaveLength(keys.length + 1)
    const log = await readLog(stack().kafkaBrokers, stack().groupsTopic)
    const eventIds = new Map<string, Set<string>>()
    for (const event of log.eventsOf(group)) {
      const id = text(event, 'messageId')
      eventIds.set(id, (eventIds.get(id) ?? new Set()).add(text(event, 'eventId')))
    }
    for (const ids of eventIds.values()) expect(ids.size).toBe(1)
    await until('the last, live', () => socket.eventsOf(group).at(-1)?.text === 'the last')
    expect(socket.eventsOf(group).map((event) => event.messageId)).toEqual(
      pages.map(({ messageId }) => messageId),
    )
    socket.close()
  })

  test('a known key gets the first answer from any instance; another body or actor gets 422', async () => {
    const { commandApi } = addressesOf(stack())
    const group = `known-${randomUUID()}`
    const [ann, bob] = [await makePerson(commandApi, 'ann'), await makePerson(commandApi, 'bob')]
    const key = randomUUID()
    const first = await send(commandApi, group, ann, key, 'hello')
    expect(first.status).toBe(201)
    for (const { url } of stack().commandApis) {
      const again = await send(url, group, ann, key, 'hello')
      expect([again.status, again.json]).toEqual([201, first.json])
      expect(await send(url, group, ann, key, 'other')).toMatchObject({
        status: 422,
        json: { code: 'key-reused' },
      })
      expect(await send(url, group, bob, key, 'hello')).toMatchObject({
        status: 422,
        json: { code: 'key-reused' },
      })
    }
    const log = await readLog(stack().kafkaBrokers, stack().groupsTopic)
    expect(log.eventsOf(group)).toHaveLength(1)
  })

  test('edits and deletes are done once', async () => {
    const { commandApi } = addressesOf(stack())
    const group = `edits-${randomUUID()}`
    const ann = await makePerson(commandApi, 'ann')
    const message = randomUUID()
    await send(commandApi, group, ann, message, 'hello')
    for (const [method, body] of [
      ['PUT', { text: 'hello!' }],
      ['DELETE', undefined],
    ] as const) {
      const key = freshKey()
      const replies = []
      for (const { url } of stack().commandApis) {
        replies.push(
          await ask(method, `${url}/messages/${group}/${message}`, {
            token: ann.token,
            headers: { 'idempotency-key': key },
            ...(body ? { body } : {}),
          }),
        )
      }
      expect(replies.map(({ status }) => status)).toEqual([200, 200])
      for (const { json } of replies) expect(json).toMatchObject({ messageId: message, group })
    }
    const log = await readLog(stack().kafkaBrokers, stack().groupsTopic)
    expect(log.fold(group).stood.map(({ name }) => name)).toEqual([
      'MessageSent',
      'MessageEdited',
      'MessageDeleted',
    ])
  })

  test('one key makes one user, and the key is nowhere in the log', async () => {
    const key = randomUUID()
    const username = `ann_${randomBytes(4).toString('hex')}`
    const answers = []
    for (const { url } of [...stack().commandApis, ...stack().commandApis]) {
      const reply = await ask('POST', `${url}/users`, {
        headers: { 'idempotency-key': key },
        body: { username },
      })
      expect(reply.status).toBe(201)
      answers.push(reply.json as Person)
    }
    expect(new Set(answers.map(({ userId }) => userId)).size).toBe(1)
    expect(new Set(answers.map((answer) => answer.username))).toEqual(new Set([username]))
    for (const { token } of answers) expect(token).toBeTypeOf('string')
    const users = (await readTopic(stack().kafkaBrokers, stack().usersTopic)).flat()
    expect(users.map(({ value }) => value.toString('latin1')).join()).not.toContain(key)
    const events = users.map(decode).filter(({ fields }) => fields['username'] === username)
    expect(events.map((event) => text(event, 'userId'))).toEqual([answers[0]!.userId])
  })

  test('of many who want one name at once, one gets it', async () => {
    const name = `rare_${randomBytes(4).toString('hex')}`
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        ask('POST', `${stack().commandApis[i % 2]!.url}/users`, {
          body: { username: i % 3 === 0 ? name.toUpperCase() : name },
        }),
      ),
    )
    const count = (status: number) => replies.filter((reply) => reply.status === status).length
    expect([count(201), count(409)]).toEqual([1, 19])
  })
})
