import { expect, test } from 'vitest'
import { randomUUID } from 'node:crypto'
import { expectedTail } from '../src/expected-view.js'
import { expectStatus } from '../src/http.js'
import { readLog } from '../src/log.js'
import { getPage, type PageMessage } from '../src/pages.js'
import { makePerson, type Sent } from '../src/people.js'
import { connect } from '../src/socket-client.js'
import { addressesOf, story } from '../src/story.js'
import { until } from '../src/until.js'

interface History {
  readonly versions: readonly {
    readonly version: number
    readonly text?: string
    readonly editor: { userId: string }
  }[]
  readonly deletedAt?: string
}

story('the life of a message', { realtimes: 2 }, (stack) => {
  test('sent, seen live on two instances, edited, deleted, gone from page and feed', async () => {
    const { commandApi, queryApi } = addressesOf(stack())
    const [first, second] = stack().realtimes.map(({ url }) => url)
    const group = `life-${randomUUID()}`
    const [ann, bob] = [await makePerson(commandApi, 'ann'), await makePerson(commandApi, 'bob')]
    const [annSocket, bobSocket] = [await connect(first!, ann.token), await connect(second!, bob.token)]
    for (const socket of [annSocket, bobSocket]) {
      expect(await socket.ask('subscribe', { group })).toMatchObject({ ok: true })
    }
    const seenByBoth = async (count: number) => {
      await until(`${count} events seen by both`, () =>
        [annSocket, bobSocket].every((socket) => socket.eventsOf(group).length >= count),
      )
      expect(bobSocket.eventsOf(group)).toEqual(annSocket.eventsOf(group))
      return annSocket.eventsOf(group).at(-1)
    }

    const messageId = randomUUID()
    const sent = await expectStatus<Sent>(201, 'POST', `${commandApi}/messages/${group}`, {
      token: ann.token,
      headers: { 'idempotency-key': messageId },
      body: { text: 'tea is ready 茶', tags: ['tea'] },
    })
    expect(sent).toMatchObject({ messageId, group, version: 1 })
    expect(await seenByBoth(1)).toMatchObject({
      type: 'MessageSent',
      messageId,
      position: sent.position,
      text: 'tea is ready 茶',
      kind: 'text',
      tags: ['tea'],
      actor: { userId: ann.userId, username: ann.username },
    })

    const url = `${commandApi}/messages/${group}/${messageId}`
    const edited = await expectStatus<{ position: string }>(200, 'PUT', url, {
      token: ann.token,
      body: { text: 'tea was ready' },
    })
    expect(edited).toMatchObject({ messageId, group, version: 2 })
    expect(await seenByBoth(2)).toMatchObject({ type: 'MessageEdited', text: 'tea was ready', version: 2 })

    const history = (position: string) =>
      expectStatus<History>(200, 'GET', `${queryApi}/messages/${group}/${messageId}/history`, {
        token: bob.token,
        headers: { 'min-position': position },
      })
    const versions = (await history(edited.position)).versions
    expect(versions.map(({ version, text, editor }) => [version, text, editor.userId])).toEqual([
      [1, 'tea is ready 茶', ann.userId],
      [2, 'tea was ready', ann.userId],
    ])
    const page = await getPage(queryApi, group, bob.token, '', edited.position)
    expect(page.messages).toHaveLength(1)
    expect(page.messages[0]).toMatchObject({
      messageId,
      text: 'tea was ready',
      version: 2,
      position: sent.position,
      author: { userId: ann.userId, username: ann.username },
    })

    await expectStatus(403, 'DELETE', url, { token: bob.token })
    const deleted = await expectStatus<{ position: string }>(200, 'DELETE', url, { token: ann.token })
    expect(await seenByBoth(3)).toMatchObject({ type: 'MessageDeleted', messageId })

    const after = await getPage(queryApi, group, bob.token, '', deleted.position)
    expect(after.messages[0]).toMatchObject({ messageId, position: sent.position })
    expect(after.messages[0]).toHaveProperty('deletedAt')
    expect(after.messages[0]).not.toHaveProperty('text')
    const one = await expectStatus<PageMessage>(200, 'GET', `${queryApi}/messages/${group}/${messageId}`, {
      token: bob.token,
      headers: { 'min-position': deleted.position },
    })
    expect(one).not.toHaveProperty('text')
    const gone = await history(deleted.position)
    expect(gone).toHaveProperty('deletedAt')
    for (const version of gone.versions) expect(version).not.toHaveProperty('text')

    const log = await readLog(stack().kafkaBrokers, stack().groupsTopic)
    const expected = expectedTail(log.fold(group), log.generation, -1)
    expect(expected).toHaveLength(3)
    for (const socket of [annSocket, bobSocket]) expect(await socket.replay({ group })).toEqual(expected)
    const late = await connect(second!, bob.token)
    expect(
      await late.ask('subscribe', { group, after: `${log.generation}:${sent.position.split(':')[1]}:-1` }),
    ).toMatchObject({
      ok: true,
    })
    await until('the feed of someone who comes later', () => late.eventsOf(group).length >= 3)
    expect(late.eventsOf(group)).toEqual(expected)
    for (const socket of [annSocket, bobSocket, late]) socket.close()
  })

  test('over sockets alone: send, edit and delete answer as HTTP does', async () => {
    const { commandApi, realtime } = addressesOf(stack())
    const group = `socket-${randomUUID()}`
    const ann = await makePerson(commandApi, 'ann')
    const socket = await connect(realtime, ann.token)
    await socket.ask('subscribe', { group })
    const key = randomUUID()
    const sent = await socket.ask('send', { group, key, text: 'one', kind: 'action' })
    expect(sent).toMatchObject({ ok: true, messageId: key, group, version: 1 })
    const again = await socket.ask('send', { group, key, text: 'one', kind: 'action' })
    expect(again).toMatchObject({ ok: true, messageId: key })
    expect(await socket.ask('edit', { group, messageId: key, text: 'two', ifMatch: 1 })).toMatchObject({
      ok: true,
      version: 2,
    })
    expect(await socket.ask('edit', { group, messageId: key, text: 'three', ifMatch: 1 })).toMatchObject({
      ok: false,
      error: { status: 412, code: 'version-mismatch' },
    })
    expect(await socket.ask('delete', { group, messageId: key })).toMatchObject({ ok: true, messageId: key })
    await until('three events', () => socket.eventsOf(group).length >= 3)
    expect(socket.eventsOf(group).map(({ type }) => type)).toEqual([
      'MessageSent',
      'MessageEdited',
      'MessageDeleted',
    ])
    expect(await socket.ask('unsubscribe', { group })).toMatchObject({ ok: true })
    socket.close()
  })
})
