import { expect, test } from 'vitest'
import type { Post } from './command-api.js'
import type { PlannedMessage } from './plan.js'
import { sayMessages } from './say.js'

const author = { nickKey: 'ann', ordinal: 1, day: undefined, nick: 'ann' }
const messages = (count: number, text = 'hello'): PlannedMessage[] =>
  Array.from({ length: count }, (_, line) => ({
    line,
    messageId: `id-${line}`,
    author,
    kind: 'text',
    text,
    sentAtMs: 0,
    replyTo: line === 1 ? 'id-0' : undefined,
  }))

interface Batch {
  readonly messages: readonly { readonly key: string; readonly replyTo?: string }[]
}

/** Accepts everything but what `refuse` says. */
function server(refuse: (key: string, attempt: number) => object | undefined = () => undefined) {
  const batches: Batch[] = []
  const post: Post = (_path, body) => {
    const batch = body as Batch
    batches.push(batch)
    const results = batch.messages.map(({ key }) => refuse(key, batches.length) ?? { messageId: key })
    return Promise.resolve({ status: 200, body: { results } })
  }
  return { post, batches }
}

const say = (post: Post, list: PlannedMessage[]) =>
  sayMessages(
    post,
    'tea',
    list,
    () => 'USER',
    () => {},
  )

test('batches hold up to 500, in order, with replies', async () => {
  const { post, batches } = server()
  expect(await say(post, messages(1201))).toEqual([])
  expect(batches.map((batch) => batch.messages.length)).toEqual([500, 500, 201])
  expect(batches.flatMap((batch) => batch.messages.map(({ key }) => key))).toEqual(
    messages(1201).map(({ messageId }) => messageId),
  )
  expect(batches[0]!.messages[1]).toEqual({
    key: 'id-1',
    author: { userId: 'USER' },
    text: 'hello',
    kind: 'text',
    sentAt: '1970-01-01T00:00:00.000Z',
    replyTo: 'id-0',
  })
})

test('batches of long texts stay near a mebibyte', async () => {
  const { post, batches } = server()
  await say(post, messages(200, '茶'.repeat(4000)))
  expect(batches.length).toBeGreaterThan(1)
  for (const batch of batches) expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThan(1_100_000)
})

test('what the server refuses is told by line; a passing failure makes the batch go again', async () => {
  const { post, batches } = server((key, attempt) => {
    if (key === 'id-3') return { status: 422, code: 'key-reused', detail: 'other text' }
    return key === 'id-4' && attempt === 1 ? { status: 503, code: 'log-unavailable' } : undefined
  })
  expect(await say(post, messages(6))).toEqual([{ line: 3, reason: 'key-reused: other text' }])
  expect(batches).toHaveLength(2)
})

test('a refused batch ends the import', async () => {
  const post: Post = () => Promise.resolve({ status: 403, body: { code: 'missing-scope', detail: 'no' } })
  await expect(say(post, messages(1))).rejects.toThrow('403 missing-scope no')
})
