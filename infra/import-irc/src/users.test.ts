import { expect, test } from 'vitest'
import { idsOfSecretKey } from '@hanashi/schemas/command-digest'
import { parseCommandId } from '@hanashi/schemas/ids'
import type { Answer, Post } from './command-api.js'
import { ensureUser, ensureUsers } from './users.js'

const key = '0b5a1c9e-6d1f-8a53-9c3e-2f6f1d7b4a10'
const parsed = parseCommandId(key)
const userId = parsed.ok ? idsOfSecretKey(parsed.value).userId : ''
const names = ['ann', 'ann.1f2e', 'ann.1f2e3d4c']

function server(answers: Answer[]): { post: Post; asked: unknown[] } {
  const asked: unknown[] = []
  const post: Post = (path, body, usedKey) => {
    asked.push([path, body, usedKey])
    return Promise.resolve(answers.shift() ?? { status: 500, body: {} })
  }
  return { post, asked }
}
const problem = (status: number, code: string) => ({ status, body: { code } })

test('the next name is tried where somebody has the one before', async () => {
  const { post, asked } = server([problem(409, 'username-taken'), { status: 201, body: { userId } }])
  expect(await ensureUser(post, { key, usernames: names })).toBe(userId)
  expect(asked).toEqual([
    ['/users', { username: 'ann' }, key],
    ['/users', { username: 'ann.1f2e' }, key],
  ])
})

test('a user that the key made under another name is found', async () => {
  const { post } = server([problem(422, 'key-reused')])
  expect(await ensureUser(post, { key, usernames: names })).toBe(userId)
})

test('other refusals end it, with what was said', async () => {
  const { post, asked } = server([problem(401, 'unauthorized')])
  await expect(ensureUser(post, { key, usernames: names })).rejects.toThrow('ann: 401 unauthorized')
  expect(asked).toHaveLength(1)
})

test('many are made a few at a time; one that fails ends it', async () => {
  let inFlight = 0
  let most = 0
  let calls = 0
  const post: Post = async () => {
    most = Math.max(most, ++inFlight)
    await new Promise((resolve) => setImmediate(resolve))
    inFlight -= 1
    calls += 1
    return calls === 10 ? problem(401, 'unauthorized') : { status: 201, body: {} }
  }
  const wanted = Array.from({ length: 50 }, () => ({ key, usernames: names }))
  await expect(ensureUsers(post, wanted, 4, () => {})).rejects.toThrow('unauthorized')
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(most).toBe(4)
  expect(calls).toBeLessThan(15)
})
