import { afterAll, beforeAll, expect, it } from 'vitest'
import { partitionOf } from '@hanashi/schemas/partition'
import { generation, partitions, startApi, type Api } from './testing/filled.js'

let api: Api
beforeAll(async () => {
  api = await startApi()
  await api.insert([{ seq: 5, messageId: '00000000-0000-7000-8000-000000000009' }])
  await api.advance('groups', partition, 6)
})
afterAll(() => api.stop())

const partition = partitionOf('global', partitions)
const at = (seq: number) => `${generation}:${partition}:${seq}`
const other = `${generation}:${(partition + 1) % partitions}:5`
const gone = `g1gone:${partition}:5`
const unknown = '00000000-0000-7000-8000-00000000ffff'

it.each<[path: string, headers: Record<string, string>, status: number, code: string]>([
  ['/messages/Global', {}, 400, 'invalid-group'],
  ['/messages/.hidden', {}, 400, 'invalid-group'],
  ['/messages/__proto__', {}, 400, 'invalid-group'],
  [`/messages/${'a'.repeat(65)}`, {}, 400, 'invalid-group'],
  ['/messages/global%00', {}, 400, 'invalid-group'],
  ['/messages/%E0%A4', {}, 400, 'malformed-request'],
  ['/messages/p.something', {}, 404, 'group-not-found'],
  ['/messages/p.something/' + unknown, {}, 404, 'group-not-found'],
  ['/messages/global?limit=0', {}, 400, 'invalid-query'],
  ['/messages/global?limit=201', {}, 400, 'invalid-query'],
  ['/messages/global?limit=1e2', {}, 400, 'invalid-query'],
  ['/messages/global?limit=-1', {}, 400, 'invalid-query'],
  ['/messages/global?limit=', {}, 400, 'invalid-query'],
  ['/messages/global?limit=5&limit=6', {}, 400, 'invalid-query'],
  ['/messages/global?offset=5', {}, 400, 'invalid-query'],
  ['/messages/global?tag=Red', {}, 400, 'invalid-query'],
  ['/messages/global?tag=', {}, 400, 'invalid-query'],
  [`/messages/global?before=${at(5)}&after=${at(4)}`, {}, 400, 'invalid-query'],
  ['/messages/global?before=5', {}, 400, 'invalid-cursor'],
  ['/messages/global?after=', {}, 400, 'invalid-cursor'],
  [`/messages/global?before=${at(5)}%20`, {}, 400, 'invalid-cursor'],
  [`/messages/global?before=${generation}:${partition}:9007199254740993`, {}, 400, 'invalid-cursor'],
  [`/messages/global?before=${other}`, {}, 400, 'invalid-cursor'],
  ['/messages/global?before=u1test:0:5', {}, 400, 'invalid-cursor'],
  [`/messages/global?before=${gone}`, {}, 410, 'position-gone'],
  ['/messages/global', { 'min-position': 'soon' }, 400, 'invalid-position'],
  ['/messages/global', { 'min-position': other }, 400, 'invalid-position'],
  ['/messages/global', { 'min-position': 'u1test:0:1' }, 400, 'invalid-position'],
  ['/users/kiran', { 'min-position': at(1) }, 400, 'invalid-position'],
  ['/groups', { 'min-position': `${generation}:${partitions}:1` }, 400, 'invalid-position'],
  ['/messages/global', { 'min-position': gone }, 410, 'position-gone'],
  ['/groups', { 'min-position': gone }, 410, 'position-gone'],
  ['/users/kiran', { 'min-position': 'u1gone:0:5' }, 410, 'position-gone'],
  ['/messages/global', { 'min-position': at(6) }, 504, 'position-timeout'],
  [`/messages/global/${unknown}`, { 'min-position': at(6) }, 504, 'position-timeout'],
  [`/messages/global/${unknown}/history`, { 'min-position': at(6) }, 504, 'position-timeout'],
  ['/messages/global/not-an-id', {}, 400, 'invalid-message-id'],
  ['/messages/global/not-an-id/history', {}, 400, 'invalid-message-id'],
  [`/messages/global/${unknown}`, {}, 404, 'message-not-found'],
  [`/messages/global/${unknown}/history`, {}, 404, 'message-not-found'],
  ['/messages/other/00000000-0000-7000-8000-000000000009', {}, 404, 'message-not-found'],
  [`/messages/global/${unknown}?limit=1`, {}, 400, 'invalid-query'],
  ['/groups?before=abc', {}, 400, 'invalid-cursor'],
  [`/groups?before=${Buffer.from('99999999999999999 g').toString('base64url')}`, {}, 400, 'invalid-cursor'],
  [`/groups?before=${Buffer.from('1 Group').toString('base64url')}`, {}, 400, 'invalid-cursor'],
  ['/groups?limit=500', {}, 400, 'invalid-query'],
  ['/users/nobody', {}, 404, 'user-not-found'],
  ['/users/%00', {}, 404, 'user-not-found'],
  [`/users/${'x'.repeat(300)}`, {}, 404, 'user-not-found'],
  ['/messages', {}, 404, 'not-found'],
  ['/messages/global', { authorization: '' }, 401, 'unauthorized'],
  ['/groups', { authorization: 'Basic eA==' }, 401, 'unauthorized'],
  ['/users/kiran', { authorization: 'Bearer x.y.z' }, 401, 'invalid-token'],
])('%s %j is answered %i %s', async (path, headers, status, code) => {
  const answer = await api.get(path, headers)
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code })
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
})

it('takes no other method, and is alive after all of this', async () => {
  const response = await fetch(`${api.url}/messages/global`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.token}` },
  })
  expect(response.status).toBe(405)
  expect((await api.get('/messages/global')).body.messages).toHaveLength(1)
  expect(await api.get('/messages/global', { 'min-position': at(6) })).toMatchObject({
    body: { position: at(5) },
  })
})
