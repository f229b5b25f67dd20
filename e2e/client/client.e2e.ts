import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type Client } from '@hanashi/client/connect'
import { memoryStorage } from '@hanashi/client/memory-storage'
import { expect, test } from 'vitest'
import { readLog } from '../src/log.js'
import { allPages } from '../src/pages.js'
import { makePerson } from '../src/people.js'
import { offsetOf } from '../src/position.js'
import { addressesOf, story } from '../src/story.js'
import { until } from '../src/until.js'
import { startWriter } from '../src/writer.js'
import { startWire } from './wire.js'

// Little memory and short gaps, so that a cut of a second leads to Kafka and a longer one to a new page.
const env = { MEMORY_BYTES: '60000', CATCH_UP_RECORDS: '60', POSITIONS_MS: '1000' }

story('the client', { env }, (stack) => {
  const urls = () => {
    const { commandApi, queryApi, realtime } = addressesOf(stack())
    return { commandUrl: commandApi, queryUrl: queryApi, realtimeUrl: realtime }
  }

  test('cut at random, with realtime and command-api killed in the middle: shows what a fresh fetch shows', async () => {
    const { commandUrl, queryUrl, realtimeUrl } = urls()
    const group = `cuts-${randomUUID()}`
    const [ann, ben] = [await makePerson(commandUrl, 'ann'), await makePerson(commandUrl, 'ben')]
    const wires = await Promise.all([commandUrl, queryUrl, realtimeUrl].map(startWire))
    const [commandWire, queryWire, realtimeWire] = wires
    const client = connect({
      commandUrl: commandWire!.url,
      queryUrl: queryWire!.url,
      realtimeUrl: realtimeWire!.url,
      token: ann.token,
    })
    const room = client.group(group)
    const states = new Set<string>()
    room.subscribe(() => states.add(room.snapshot().status.state))
    const writer = startWriter({
      commandApis: () => [commandUrl],
      token: ben.token,
      group,
      perSecond: 40,
      editEvery: 5,
      deleteEvery: 17,
    })
    const sent: string[] = []
    const outcomes = []
    for (let i = 0; i < 60; i++) {
      const sending = room.send(`ann's number ${i}`)
      sent.push(sending.messageId)
      outcomes.push(sending.outcome)
      if (i % 4 === 1) outcomes.push(room.edit(sending.messageId, `ann's number ${i}, edited`).outcome)
      if (i % 10 === 7) outcomes.push(room.delete(sent[i - 3]!).outcome)
      if (i % 7 === 3) wires[i % 3]!.snap()
      if (i === 20) stack().realtimes[0]!.kill('SIGKILL')
      if (i === 22) await stack().realtimes[0]!.restart()
      if (i === 30) stack().commandApis[0]!.kill('SIGKILL')
      if (i === 32) await stack().commandApis[0]!.restart()
      if (i === 40) realtimeWire!.cut()
      if (i === 55) realtimeWire!.mend()
      await sleep(100)
    }
    await writer.stop()
    expect(writer.failures).toEqual([])
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toMatchObject({ ok: true })
    await until('live', () => client.status().state === 'live')
    expect(client.status()).toEqual({ state: 'live', waiting: 0 })
    expect([...states]).toEqual(expect.arrayContaining(['paused', 'catching-up', 'live']))

    const fresh = await allPages(queryUrl, group, ann.token, await endOf(queryUrl, group, ann.token, client))
    await loadAll(client, group)
    await until('everything', () => room.snapshot().messages.length === fresh.length)
    expect(room.snapshot().messages).toEqual(fresh)
    const mine = fresh.filter(({ author }) => author.userId === ann.userId)
    expect(mine.map(({ messageId }) => messageId)).toEqual(sent)
    client.close()
    for (const wire of wires) wire.close()
  })

  test('what was typed offline goes out in its order, even after a reload', async () => {
    const { commandUrl, queryUrl, realtimeUrl } = urls()
    const group = `typed-${randomUUID()}`
    const { token } = await makePerson(commandUrl, 'ann')
    const [wire, storage] = [await startWire(commandUrl), memoryStorage()]
    const options = { commandUrl: wire.url, queryUrl, realtimeUrl, token, storage }
    const first = connect(options)
    await first.group(group).send('zero').outcome
    wire.cut()
    const ids = ['one', 'two', 'three'].map((text) => first.group(group).send(text).messageId)
    first.group(group).edit(ids[1]!, 'two!')
    await until('all of it waits', () => first.status().waiting === 4)
    first.close()

    const second = connect(options)
    const room = second.group(group)
    room.subscribe(() => undefined)
    await until('what waits is shown', () => room.snapshot().messages.length === 4)
    expect(room.snapshot().messages.map(({ text, outgoing }) => [text, outgoing?.state])).toEqual([
      ['zero', undefined],
      ['one', 'pending'],
      ['two!', 'pending'],
      ['three', 'pending'],
    ])
    wire.mend()
    await until('nothing waits', () => second.status().waiting === 0)
    await until('live', () => second.status().state === 'live')
    const [{ position } = { position: '' }] = room.snapshot().messages.slice(-1)
    const fresh = await allPages(queryUrl, group, token, position)
    expect(fresh.map(({ text }) => text)).toEqual(['zero', 'one', 'two!', 'three'])
    await until('as it is', () => room.snapshot().messages.every(({ outgoing }) => !outgoing))
    expect(room.snapshot().messages).toEqual(fresh)
    expect(await storage.load()).toEqual([])
    second.close()
    wire.close()
  })

  test('says why a command failed, and keeps what was typed', async () => {
    const group = `failed-${randomUUID()}`
    const [ann, ben] = [
      await makePerson(urls().commandUrl, 'ann'),
      await makePerson(urls().commandUrl, 'ben'),
    ]
    const [hers, his] = [ann, ben].map(({ token }) => connect({ ...urls(), token }))
    const { messageId, outcome } = hers!.group(group).send('mine')
    expect(await outcome).toMatchObject({ ok: true, confirmation: { version: 1 } })
    const room = his!.group(group)
    room.subscribe(() => undefined)
    await until('the message', () => room.snapshot().messages.length === 1)
    const edit = room.edit(messageId, 'his')
    expect(await edit.outcome).toMatchObject({ ok: false, failure: { code: 'not-the-author', status: 403 } })
    expect(room.snapshot().messages[0]).toMatchObject({
      text: 'mine',
      outgoing: { state: 'failed', kind: 'edit', text: 'his', failure: { code: 'not-the-author' } },
    })
    room.discard(edit.key)
    expect(room.snapshot().messages[0]?.outgoing).toBeUndefined()
    hers!.close()
    his!.close()
  })

  test('a token that ends is renewed; without another one it waits for one, and then goes on', async () => {
    const { commandUrl } = urls()
    const group = `tokens-${randomUUID()}`
    const ann = await makePerson(commandUrl, 'ann')
    const short = (ttlMs: number) => stack().token({ ...ann, ttlMs })
    let renewals = 0
    const renewed = connect({ ...urls(), getToken: () => (renewals++, short(3_000)) })
    const ended = connect({ ...urls(), token: short(2_000) })
    for (const client of [renewed, ended]) client.group(group).subscribe(() => undefined)
    await until('the end of the token', () => ended.status().state === 'expired')
    const { outcome } = ended.group(group).send('before I sign in again')
    const writer = connect({ ...urls(), token: ann.token })
    for (let i = 0; i < 20; i++) {
      await writer.group(group).send(`number ${i}`).outcome
      await sleep(150)
    }
    ended.setToken(ann.token)
    expect(await outcome).toMatchObject({ ok: true })
    for (const client of [renewed, ended]) {
      await until('all of it', () => client.group(group).snapshot().messages.length === 21)
      await until('live', () => client.status().state === 'live')
    }
    expect(renewals).toBeGreaterThan(1)
    for (const client of [renewed, ended, writer]) client.close()
  })

  test('replays history for a slow reader, and what follows over a restart, each event once', async () => {
    const { commandUrl } = urls()
    const group = `replay-${randomUUID()}`
    const { token } = await makePerson(commandUrl, 'ann')
    const writer = startWriter({
      commandApis: () => [commandUrl],
      token,
      group,
      perSecond: 60,
      editEvery: 4,
      deleteEvery: 15,
    })
    await sleep(2_000)
    const client = connect({ ...urls(), token })
    const [seen, until_] = [[] as number[], new AbortController()]
    const reading = (async () => {
      for await (const { position } of client.replay({ group, follow: true, signal: until_.signal })) {
        seen.push(offsetOf(position))
        if (seen.length % 20 === 0) await sleep(50)
      }
    })()
    await sleep(1_000)
    await stack().realtimes[0]!.restart()
    await sleep(1_000)
    await writer.stop()
    const { stood } = (await readLog(stack().kafkaBrokers, stack().groupsTopic)).fold(group)
    await until('the last event', () => seen.at(-1) === stood.at(-1)!.offset)
    until_.abort()
    await reading
    expect(seen).toEqual(stood.map(({ offset }) => offset))
    const once = []
    for await (const { position } of client.replay({ group })) once.push(offsetOf(position))
    expect(once).toEqual(seen)
    client.close()
  })
})

/** A position that everything so far is behind. */
async function endOf(queryApi: string, group: string, token: string, client: Client): Promise<string> {
  const { outcome } = client.group(`${group}-not`).send('the end')
  const result = await outcome
  if (!result.ok) throw new Error(result.failure.detail)
  const pages = await allPages(queryApi, `${group}-not`, token, result.confirmation.position)
  expect(pages).toHaveLength(1)
  const events = client.replay({ group })
  let last = ''
  for await (const { position } of events) last = position
  return last
}

async function loadAll(client: Client, group: string): Promise<void> {
  while (client.group(group).snapshot().hasOlder)
    expect(await client.group(group).loadOlder()).toMatchObject({ ok: true })
}
