import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { partitionOf } from '@hanashi/schemas/partition'
import { generation, partitions, schema, startApi, type Api, type MessageRow } from './testing/filled.js'

const partition = partitionOf('global', partitions)
const at = (seq: number) => `${generation}:${partition}:${seq}`

describe('paging through 1,000 messages', () => {
  let api: Api
  let all: MessageRow[]
  beforeAll(async () => {
    api = await startApi()
    // Offsets aren't dense: other groups, edits and copies lie between.
    all = await api.insert(
      Array.from({ length: 1_000 }, (_, i) => ({
        seq: 3 + i * 3 + (i % 2),
        text: i % 10 === 7 ? null : `message ${i}`,
        tags: i % 4 === 0 ? ['red', ...(i % 8 === 0 ? ['blue'] : [])] : [],
      })),
    )
    await api.insert(
      Array.from({ length: 50 }, (_, i) => ({ group: 'other', seq: i * 2 + 2, tags: ['red'] })),
    )
  })
  afterAll(() => api.stop())

  const ids = (messages: readonly { messageId: string }[]) => messages.map(({ messageId }) => messageId)

  it.each([1, 7, 50, 200])('backwards from the newest, %i at a time', async (limit) => {
    const seen: string[] = []
    let before: string | undefined
    do {
      const cursor = before === undefined ? '' : `&before=${before}`
      const { status, body } = await api.get(`/messages/global?limit=${limit}${cursor}`)
      expect(status).toBe(200)
      seen.unshift(...ids(body.messages!))
      expect(body.messages!.length).toBeLessThanOrEqual(limit)
      before = body.before
    } while (before !== undefined)
    expect(seen).toEqual(ids(all))
  })

  it.each([1, 7, 50, 200])('forwards from the beginning, %i at a time', async (limit) => {
    const seen: string[] = []
    let after = at(-1)
    for (;;) {
      const { body } = await api.get(`/messages/global?limit=${limit}&after=${after}`)
      seen.push(...ids(body.messages!))
      if (body.after === undefined) break
      expect(body.before !== undefined).toBe(seen.length > body.messages!.length)
      after = body.after
    }
    expect(seen).toEqual(ids(all))
  })

  it('to and fro: the page before and the page after a page meet', async () => {
    const { body: middle } = await api.get(`/messages/global?limit=10&before=${at(all[500]!.seq)}`)
    expect(ids(middle.messages!)).toEqual(ids(all.slice(490, 500)))
    const { body: older } = await api.get(`/messages/global?limit=10&before=${middle.before}`)
    expect(ids(older.messages!)).toEqual(ids(all.slice(480, 490)))
    const { body: newer } = await api.get(`/messages/global?limit=10&after=${middle.after}`)
    expect(ids(newer.messages!)).toEqual(ids(all.slice(500, 510)))
  })

  it('by a tag, in both directions', async () => {
    const red = all.filter(({ tags }) => tags.includes('red'))
    const seen: string[] = []
    let before: string | undefined
    do {
      const { body } = await api.get(`/messages/global?tag=red&limit=30${before ? `&before=${before}` : ''}`)
      seen.unshift(...ids(body.messages!))
      before = body.before
    } while (before !== undefined)
    expect(seen).toEqual(ids(red))
    const { body } = await api.get(`/messages/global?tag=blue&limit=200&after=${at(-1)}`)
    expect(ids(body.messages!)).toEqual(ids(all.filter(({ tags }) => tags.includes('blue'))))
    expect((await api.get('/messages/global?tag=green')).body).toEqual({
      messages: [],
      position: at(all.at(-1)!.seq),
    })
  })

  it('the newest 50 by default; a deleted message keeps its place without text', async () => {
    const { body } = await api.get('/messages/global')
    expect(ids(body.messages!)).toEqual(ids(all.slice(-50)))
    for (const [i, message] of body.messages!.entries()) {
      const { text } = all[950 + i]!
      expect(message['text']).toBe(text ?? undefined)
      expect('text' in message).toBe(text !== null)
      expect('deletedAt' in message).toBe(text === null)
      expect(message['position']).toBe(at(all[950 + i]!.seq))
    }
    expect(body.position).toBe(at(all.at(-1)!.seq))
  })

  it('says the position that it is true for, before the first parked record of the group', async () => {
    const { seq } = all[990]!
    await api.client.query(
      `INSERT INTO ${schema}.parked (kind, partition, seq, topic, group_id, reason)
        VALUES ('groups', $1, $2, 'groups', 'global', 'broken'), ('groups', $1, $3, 'groups', 'global', 'behind')`,
      [partition, seq + 1, seq + 2],
    )
    expect((await api.get('/messages/global?limit=1')).body.position).toBe(at(seq))
    await api.client.query(`DELETE FROM ${schema}.parked`)
    expect((await api.get('/messages/global?limit=1')).body.position).toBe(at(all.at(-1)!.seq))
  })

  it('an open group that nobody wrote to has an empty page and its position', async () => {
    const { status, body } = await api.get('/messages/nobody-was-here')
    expect(status).toBe(200)
    expect(body).toEqual({
      messages: [],
      position: expect.stringMatching(
        new RegExp(`^${generation}:${partitionOf('nobody-was-here', partitions)}:`),
      ) as string,
    })
  })
})

describe('texts', () => {
  let api: Api
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.stop())

  it('come back byte for byte', async () => {
    const texts = [
      '👩‍👩‍👧‍👦 🏳️‍🌈 🇯🇵 👍🏽 \u{1F9D1}\u200D\u{1F680}',
      'שלום \u202Eabc\u202C مرحبا',
      'Z\u0351\u036B\u0343\u036A\u0302\u036Ba\u030A e\u0301 \u00e9',
      "'; DROP TABLE messages; -- $1 %s \\",
      '<script>alert("x")</script> &amp; <!-- -->',
      '{"json": "\\u0041", "n": null}',
      '\u0001\u001f\u007f\u0085\u2028\u2029\ufeff tab\t line\n return\r',
      '話すの葛\u{E0100} 𠮷野家 ｶﾞ ガ',
      'a'.repeat(4_000),
      '\u{1F600}'.repeat(4_000),
    ]
    const rows = await api.insert(texts.map((text) => ({ text })))
    const { body } = await api.get('/messages/global?limit=200')
    expect(body.messages!.map(({ text }) => text)).toEqual(texts)
    for (const { messageId, text } of rows) {
      expect((await api.get(`/messages/global/${messageId}`)).body['text']).toBe(text)
    }
  })
})
