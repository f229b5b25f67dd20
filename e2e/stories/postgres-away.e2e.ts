import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { randomBytes, randomUUID } from 'node:crypto'
import { createTestDatabase } from '@hanashi/local/testing/database'
import type {} from '@hanashi/local/testing/context'
import { startStack, type Stack } from '@hanashi/local/testing/stack-processes'
import { testTopics } from '@hanashi/local/testing/topics'
import { uuidV7 } from '@hanashi/schemas/ids'
import { ask, expectStatus } from '../src/http.js'
import { readLog } from '../src/log.js'
import { allPages } from '../src/pages.js'
import { makePerson, type Sent } from '../src/people.js'
import { connect } from '../src/socket-client.js'
import { addressesOf } from '../src/story.js'
import { startTcpProxy, type TcpProxy } from '../src/tcp-proxy.js'
import { until } from '../src/until.js'

describe.skipIf(inject('kafkaBrokers') === '')('Postgres away', () => {
  let stack: Stack
  let proxy: TcpProxy | undefined
  beforeAll(async () => {
    const url = new URL(await createTestDatabase())
    proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) })
    url.port = String(proxy.port)
    const registryUrl = inject('registryUrl')
    stack = await startStack({
      kafkaBrokers: inject('kafkaBrokers'),
      ...(registryUrl ? { registryUrl } : {}),
      databaseUrl: url.href,
      ...testTopics(),
    })
  })
  afterAll(async () => {
    // Undefined where the set-up failed.
    await (stack as Stack | undefined)?.stop()
    proxy?.close()
  })

  test('what needs no look at it goes on, the rest says to try again, and nothing is lost', async () => {
    const { commandApi, queryApi, realtime } = addressesOf(stack)
    const group = `away-${randomUUID()}`
    const ann = await makePerson(commandApi, 'ann')
    const socket = await connect(realtime, ann.token)
    expect(await socket.ask('subscribe', { group })).toMatchObject({ ok: true })
    const send = (key: string | undefined, text: string) =>
      ask('POST', `${commandApi}/messages/${group}`, {
        token: ann.token,
        headers: key === undefined ? {} : { 'idempotency-key': key },
        body: { text },
      })
    const first = await send(undefined, 'before')
    expect(first.status).toBe(201)
    const { messageId } = first.json as Sent
    const page = `${queryApi}/messages/${group}`
    await until('the message on its page', async () => {
      const { json } = await ask('GET', page, { token: ann.token })
      return (json as { messages: unknown[] }).messages.length === 1 || undefined
    })

    proxy?.cut()
    const freshKey = uuidV7(Date.now(), randomBytes(10))
    expect((await send(freshKey, 'fresh')).status).toBe(201)
    expect((await send(undefined, 'without a key')).status).toBe(201)
    const oldKey = randomUUID()
    const refused = [
      await send(oldKey, 'of unknown age'),
      await ask('PUT', `${commandApi}/messages/${group}/${messageId}`, {
        token: ann.token,
        body: { text: 'edited' },
      }),
      await ask('GET', page, { token: ann.token }),
      await ask('POST', `${commandApi}/users`, {
        body: { username: `ann_${randomBytes(4).toString('hex')}` },
      }),
    ]
    for (const { status, json, headers } of refused) {
      expect([status, json]).toMatchObject([503, { code: 'read-model-unavailable' }])
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    }
    await until('the live events', () => socket.eventsOf(group).length === 3 || undefined)
    for (const { name, url, diedUnasked } of stack.processes) {
      expect(diedUnasked, name).toBe(false)
      if (!name.startsWith('registry')) expect((await ask('GET', `${url}/health`)).status, name).toBe(200)
    }
    expect((await ask('GET', `${queryApi}/ready`)).status).toBe(503)

    proxy?.mend()
    await until('the retry taken', async () =>
      (await send(oldKey, 'of unknown age')).status === 201 ? true : undefined,
    )
    await until('ready', async () =>
      (await ask('GET', `${queryApi}/ready`)).status === 200 ? true : undefined,
    )
    const edited = await expectStatus<Sent>(200, 'PUT', `${commandApi}/messages/${group}/${messageId}`, {
      token: ann.token,
      body: { text: 'edited' },
    })
    const shown = await allPages(queryApi, group, ann.token, edited.position)
    expect(shown.map(({ text }) => text)).toEqual(['edited', 'fresh', 'without a key', 'of unknown age'])
    const log = await readLog(stack.kafkaBrokers, stack.groupsTopic)
    expect(log.fold(group).messages.map(({ text }) => text)).toEqual(shown.map(({ text }) => text))
    await until('all of it live', () => socket.eventsOf(group).length === 5 || undefined)
    socket.close()
  })
})
