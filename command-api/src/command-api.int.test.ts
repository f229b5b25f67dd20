import { randomBytes, randomUUID } from 'node:crypto'
import { startTestStack, type Stack } from '@hanashi/local/testing/stack'
import type {} from '@hanashi/local/testing/context'
import { uuidV7 } from '@hanashi/schemas/ids'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly json: Readonly<Record<string, unknown>>
}
interface Person {
  readonly userId: string
  readonly username: string
  readonly token: string
}

let stack: Stack

async function ask(
  method: string,
  path: string,
  { token, key, body, instance = 0, headers = {} }: Partial<Asked> = {},
): Promise<Answer> {
  const response = await fetch(`${stack.commandApis[instance]?.url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as Answer['json'],
  }
}
interface Asked {
  readonly token: string
  readonly key: string
  readonly body: object
  readonly instance: number
  readonly headers: Record<string, string>
}

async function person(): Promise<Person> {
  const { status, json } = await ask('POST', '/users/anonymous')
  expect(status).toBe(201)
  return json as unknown as Person
}
const newGroup = () => `t-${randomBytes(6).toString('hex')}`
const freshKey = () => uuidV7(Date.now(), randomBytes(10))
const name = () => `kiran_${randomBytes(5).toString('hex')}`

describe.skipIf(inject('kafkaBrokers') === '')('command-api', () => {
  beforeAll(async () => {
    stack = await startTestStack({ commandApis: 2, queryApis: 0, realtimes: 0, env: { LOG_LEVEL: 'warn' } })
  }, 120_000)
  afterAll(() => stack.stop(), 60_000)

  it('makes a user of a name once, whoever asks for it on whatever instance', async () => {
    const username = name()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        ask('POST', '/users', {
          instance: i % 2,
          body: { username: i % 3 === 0 ? username.toUpperCase() : username },
        }),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      201,
      ...Array<number>(19).fill(409),
    ])
    for (const { status, json } of answers)
      if (status === 409) expect(json).toMatchObject({ code: 'username-taken' })
  })

  it('a key is the secret of the user that it made', async () => {
    const [key, username] = [randomUUID(), name()]
    const first = await ask('POST', '/users', { key, body: { username } })
    expect(first.status).toBe(201)
    for (const instance of [0, 1]) {
      const again = await ask('POST', '/users', { instance, key, body: { username } })
      expect(again).toMatchObject({
        status: 201,
        json: { userId: first.json['userId'], position: first.json['position'] },
      })
      const { json } = await ask('POST', '/users', { instance, key, body: { username: name() } })
      expect(json).toMatchObject({ code: 'key-reused' })
    }
    const anonymous = await Promise.all(
      [0, 1, 0, 1].map((instance) => ask('POST', '/users/anonymous', { instance, key: randomUUID() })),
    )
    expect(new Set(anonymous.map(({ json }) => json['username'])).size).toBe(4)
    const same = randomUUID()
    const once = await Promise.all(
      [0, 1, 0, 1].map((instance) => ask('POST', '/users/anonymous', { instance, key: same })),
    )
    expect(
      new Set(once.map(({ json }) => `${String(json['userId'])} ${String(json['username'])}`)).size,
    ).toBe(1)
  })

  it('renews a token, scopes included', async () => {
    const ann = await person()
    const renewed = await ask('POST', '/users/me/token', {
      token: stack.token({ ...ann, scopes: ['import'] }),
    })
    expect(renewed.status).toBe(200)
    const claims = JSON.parse(
      Buffer.from(String(renewed.json['token']).split('.')[1] ?? '', 'base64url').toString(),
    ) as object
    expect(claims).toMatchObject({ sub: ann.userId, username: ann.username, scope: ['import'] })
  })

  it('edits at once on one instance all stand, in the order of their versions', async () => {
    const [ann, group] = [await person(), newGroup()]
    const { json } = await ask('POST', `/messages/${group}`, { token: ann.token, body: { text: 'hi' } })
    const path = `/messages/${group}/${String(json['messageId'])}`
    const edits = await Promise.all(
      Array.from({ length: 10 }, (_, i) => ask('PUT', path, { token: ann.token, body: { text: `v${i}` } })),
    )
    const versions = edits.map(({ json: { version } }) => Number(version)).toSorted((a, b) => a - b)
    expect(versions).toEqual(Array.from({ length: 10 }, (_, i) => i + 2))
    const stale = await ask('PUT', path, {
      token: ann.token,
      body: { text: 'x' },
      headers: { 'if-match': '"3"' },
    })
    expect(stale).toMatchObject({ status: 412, json: { code: 'version-mismatch', version: 11 } })
    const bob = await person()
    const theirs = await ask('DELETE', path, { token: bob.token, instance: 1 })
    expect(theirs).toMatchObject({ status: 403, json: { code: 'not-the-author' } })
    const moderator = stack.token({ ...bob, scopes: ['ops'] })
    expect(await ask('DELETE', path, { token: moderator, instance: 1 })).toMatchObject({ status: 200 })
    // With a key that isn't fresh this instance looks no earlier than at the log's end of now.
    const late = await ask('PUT', path, { token: ann.token, key: randomUUID(), body: { text: 'x' } })
    expect(late).toMatchObject({ status: 409, json: { code: 'message-deleted' } })
  })

  it('answers a repeated edit or delete as the first time, also after the delete', async () => {
    const [ann, group] = [await person(), newGroup()]
    const { json } = await ask('POST', `/messages/${group}`, { token: ann.token, body: { text: 'hi' } })
    const path = `/messages/${group}/${String(json['messageId'])}`
    const [editKey, deleteKey] = [randomUUID(), randomUUID()]
    const edited = await ask('PUT', path, { token: ann.token, key: editKey, body: { text: 'hi!' } })
    const deleted = await ask('DELETE', path, { token: ann.token, key: deleteKey })
    for (const instance of [1, 0]) {
      expect(
        (await ask('PUT', path, { instance, token: ann.token, key: editKey, body: { text: 'hi!' } })).json,
      ).toEqual(edited.json)
      expect((await ask('DELETE', path, { instance, token: ann.token, key: deleteKey })).json).toEqual(
        deleted.json,
      )
      const other = await ask('PUT', path, {
        instance,
        token: ann.token,
        key: editKey,
        body: { text: 'other' },
      })
      expect(other.json).toMatchObject({ code: 'key-reused' })
    }
  })

  it('sends replies, tags, actions, and times with the scope import', async () => {
    const [ann, group] = [await person(), newGroup()]
    const { json: first } = await ask('POST', `/messages/${group}`, {
      token: ann.token,
      body: { text: 'hi' },
    })
    for (const instance of [0, 1]) {
      const reply = await ask('POST', `/messages/${group}`, {
        instance,
        token: ann.token,
        body: { text: 'waves', kind: 'action', tags: ['greeting'], replyTo: first['messageId'] },
      })
      expect(reply.status).toBe(201)
    }
    const sentAt = '2004-07-05T01:02:03.000Z'
    const refused = await ask('POST', `/messages/${group}`, {
      token: ann.token,
      body: { text: 'old', sentAt },
    })
    expect(refused).toMatchObject({ status: 403, json: { code: 'missing-scope' } })
    const token = stack.token({ ...ann, scopes: ['import'] })
    expect(await ask('POST', `/messages/${group}`, { token, body: { text: 'old', sentAt } })).toMatchObject({
      status: 201,
      json: { sentAt },
    })
  })

  it('takes a batch in its order, each message with its own answer, and adds nothing the second time', async () => {
    const [ann, bob, group] = [await person(), await person(), newGroup()]
    const token = stack.token({ ...ann, scopes: ['import'] })
    const keys = Array.from({ length: 500 }, () => randomUUID())
    const messages: object[] = keys.map((key, i) => ({
      key,
      author: { userId: i % 2 === 0 ? ann.userId : bob.userId },
      text: `line ${i}`,
      sentAt: new Date(1_100_000_000_000 + i * 1_000).toISOString(),
      ...(i > 0 && i % 5 === 0 ? { replyTo: keys[i - 1] } : {}),
    }))
    messages[7] = { key: keys[7], author: { userId: randomUUID() }, text: 'who?' }
    messages[8] = { key: keys[8], author: { userId: ann.userId }, text: '  ' }
    messages[9] = { key: keys[9], author: { userId: ann.userId }, text: 'to what?', replyTo: randomUUID() }
    const first = await ask('POST', `/messages/${group}/batch`, { token, body: { messages } })
    expect(first.status).toBe(200)
    const results = first.json['results'] as Readonly<Record<string, unknown>>[]
    expect(results.slice(7, 10).map(({ code }) => code)).toEqual([
      'unknown-author',
      'invalid-text',
      'reply-not-found',
    ])
    expect(results[10]).toMatchObject({ code: 'reply-not-found' })
    const written = results.filter(({ code }) => code === undefined)
    expect(written).toHaveLength(496)
    const offsets = written.map(({ position }) => Number(String(position).split(':')[2]))
    expect(offsets).toEqual(offsets.map((_, i) => (offsets[0] ?? 0) + i))
    for (const instance of [0, 1]) {
      const again = await ask('POST', `/messages/${group}/batch`, { instance, token, body: { messages } })
      expect(again.json).toEqual(first.json)
    }
  })

  it('takes a batch of the largest texts', async () => {
    const [ann, group] = [await person(), newGroup()]
    const token = stack.token({ ...ann, scopes: ['import'] })
    const messages = Array.from({ length: 500 }, () => ({
      key: randomUUID(),
      author: { userId: ann.userId },
      text: '😀'.repeat(4_000),
    }))
    const { status, json } = await ask('POST', `/messages/${group}/batch`, { token, body: { messages } })
    expect(status).toBe(200)
    expect((json['results'] as { code?: string }[]).filter(({ code }) => code !== undefined)).toEqual([])
  })

  it('without a projector takes what is new and fresh, answers what is known, and says of the rest that it waits', async () => {
    const [ann, group] = [await person(), newGroup()]
    const known = randomUUID()
    const first = await ask('POST', `/messages/${group}`, {
      token: ann.token,
      key: known,
      body: { text: 'hi' },
    })
    await ask('PUT', `/messages/${group}/${known}`, { token: ann.token, body: { text: 'hi!' } })
    await stack.projectors[0]?.stop()
    try {
      const fresh = await ask('POST', `/messages/${group}`, {
        token: ann.token,
        key: freshKey(),
        body: { text: 'new' },
      })
      expect(fresh.status).toBe(201)
      for (const instance of [0, 1]) {
        const again = await ask('POST', `/messages/${group}`, {
          instance,
          token: ann.token,
          key: known,
          body: { text: 'hi' },
        })
        expect(again.json).toEqual(first.json)
      }
      const unsure = await ask('POST', `/messages/${group}`, {
        token: ann.token,
        key: randomUUID(),
        body: { text: 'old?' },
      })
      expect(unsure).toMatchObject({ status: 503, json: { code: 'projection-behind' } })
      expect(unsure.headers.get('retry-after')).not.toBeNull()
    } finally {
      await stack.projectors[0]?.restart()
    }
  })

  it('stops without cutting a request', async () => {
    const [ann, group] = [await person(), newGroup()]
    const [, second] = stack.commandApis
    const answers: Promise<number>[] = []
    for (let i = 0; i < 200; i++) {
      answers.push(
        ask('POST', `/messages/${group}`, { instance: 1, token: ann.token, body: { text: `${i}` } }).then(
          ({ status }) => status,
        ),
      )
    }
    await answers[0]
    second?.kill('SIGTERM')
    const statuses = await Promise.allSettled(answers)
    const exit = await second?.exited()
    expect(exit).toMatchObject({ code: 0 })
    // A connection that was never accepted was never a request; one that was is answered.
    for (const outcome of statuses) {
      if (outcome.status === 'fulfilled') expect([201, 503]).toContain(outcome.value)
      else
        expect(String((outcome.reason as Error).cause)).toMatch(/ECONNREFUSED|ECONNRESET|other side closed/)
    }
    await second?.restart()
  })
})
