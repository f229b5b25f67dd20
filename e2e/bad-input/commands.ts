import { randomUUID } from 'node:crypto'
import type { Ask } from '../src/http.js'
import { http, outcomeOf, type BadCase, type World } from './bad-case.js'
import { ask } from '../src/http.js'

const toGroup = (cause: string, status: number, code: string, group: string): BadCase =>
  http(cause, status, code, ({ commandApi, ann }) => [
    'POST',
    `${commandApi}/messages/${group}`,
    { token: ann.token, body: { text: 'hello' } },
  ])

function change(
  cause: string,
  status: number,
  code: string,
  method: 'PUT' | 'DELETE',
  make: (world: World) => { id: string; group?: string; ask?: Ask },
): BadCase {
  return http(cause, status, code, (world) => {
    const { id, group = world.group, ask: more = {} } = make(world)
    const body = method === 'PUT' ? { body: { text: 'changed' } } : {}
    return [
      method,
      `${world.commandApi}/messages/${group}/${id}`,
      { token: world.ann.token, ...body, ...more },
    ]
  })
}

const user = (cause: string, status: number, code: string, username: unknown): BadCase =>
  http(cause, status, code, ({ commandApi }) => ['POST', `${commandApi}/users`, { body: { username } }])

const entry = ({ ann }: World, more: object = {}) => ({
  key: randomUUID(),
  author: { userId: ann.userId },
  text: 'hello',
  ...more,
})

const batch = (cause: string, status: number, code: string, make: (world: World) => object): BadCase =>
  http(cause, status, code, (world) => [
    'POST',
    `${world.commandApi}/messages/${world.group}/batch`,
    { token: world.importToken, body: { messages: make(world) } },
  ])

/** A batch is taken; the one message in it is refused in its result. */
function inBatch(cause: string, status: number, code: string, make: (world: World) => object): BadCase {
  return {
    cause,
    status,
    code,
    run: async (world) => {
      const { json } = await ask('POST', `${world.commandApi}/messages/${world.group}/batch`, {
        token: world.importToken,
        body: { messages: [make(world)] },
      })
      const { results } = json as { results?: readonly unknown[] }
      return results
        ? outcomeOf(results[0])
        : { status: undefined, code: `the batch: ${JSON.stringify(json)}` }
    },
  }
}

export const commands: readonly BadCase[] = [
  toGroup('a group in upper case', 400, 'invalid-group', 'Tea'),
  toGroup('a group of 65 characters', 400, 'invalid-group', 'x'.repeat(65)),
  toGroup('a group that begins with a dash', 400, 'invalid-group', '-tea'),
  toGroup('a group with an encoded slash', 400, 'invalid-group', 'a%2Fb'),
  toGroup('a group that is no UTF-8', 400, 'malformed-request', '%ff'),
  toGroup('a private group that nobody created', 404, 'group-not-found', 'p.nobody'),

  change('editing by an id that is none', 400, 'invalid-message-id', 'PUT', () => ({ id: '42' })),
  change('editing what is not there', 404, 'message-not-found', 'PUT', () => ({ id: randomUUID() })),
  change('editing in another group', 404, 'message-not-found', 'PUT', ({ inOtherGroup }) => ({
    id: inOtherGroup,
  })),
  change("editing somebody else's message", 403, 'not-the-author', 'PUT', ({ message, bob }) => ({
    id: message,
    ask: { token: bob.token },
  })),
  change('editing a deleted message', 409, 'message-deleted', 'PUT', ({ deleted }) => ({ id: deleted })),
  change('editing to a blank text', 422, 'invalid-text', 'PUT', ({ message }) => ({
    id: message,
    ask: { body: { text: ' ' } },
  })),
  change('If-Match with an older version', 412, 'version-mismatch', 'PUT', ({ message }) => ({
    id: message,
    ask: { headers: { 'if-match': '1' } },
  })),
  change('If-Match that is no version', 400, 'invalid-header', 'PUT', ({ message }) => ({
    id: message,
    ask: { headers: { 'if-match': 'newest' } },
  })),
  change('deleting what is not there', 404, 'message-not-found', 'DELETE', () => ({ id: randomUUID() })),
  change("deleting somebody else's message", 403, 'not-the-author', 'DELETE', ({ message, bob }) => ({
    id: message,
    ask: { token: bob.token },
  })),
  change('deleting twice', 409, 'message-deleted', 'DELETE', ({ deleted }) => ({ id: deleted })),

  user('a username of two characters', 422, 'invalid-username', 'ab'),
  user('a username of 33 characters', 422, 'invalid-username', 'x'.repeat(33)),
  user('a username with a blank', 422, 'invalid-username', 'ann bee'),
  user('a username with an emoji', 422, 'invalid-username', 'tea🍵tea'),
  user('a username of marks alone', 422, 'invalid-username', '...'),
  user('a reserved username', 422, 'reserved-username', 'admin'),
  user('a look-alike of a reserved username', 422, 'reserved-username', 'аdm1n'),
  user('a username that is no text', 422, 'invalid-body', { name: 'ann' }),
  http('a username that is taken', 409, 'username-taken', ({ commandApi, ann }) => [
    'POST',
    `${commandApi}/users`,
    { body: { username: ann.username } },
  ]),
  http('a username that is taken but for case', 409, 'username-taken', ({ commandApi, ann }) => [
    'POST',
    `${commandApi}/users`,
    { body: { username: ann.username.toUpperCase() } },
  ]),
  http('a name for an anonymous user', 422, 'invalid-body', ({ commandApi }) => [
    'POST',
    `${commandApi}/users/anonymous`,
    { body: { username: 'ann' } },
  ]),
  http('renewing without a token', 401, 'unauthorized', ({ commandApi }) => [
    'POST',
    `${commandApi}/users/me/token`,
  ]),

  batch('an empty batch', 422, 'invalid-body', () => []),
  batch('a batch of 501', 422, 'invalid-body', (world) => Array.from({ length: 501 }, () => entry(world))),
  batch('a message of a batch without a key', 422, 'invalid-body', (world) => [
    entry(world, { key: undefined }),
  ]),
  inBatch('an author whom nobody knows', 422, 'unknown-author', (world) =>
    entry(world, { author: { userId: randomUUID() } }),
  ),
  inBatch('a blank text in a batch', 422, 'invalid-text', (world) => entry(world, { text: ' ' })),
  inBatch('a reply to nothing in a batch', 422, 'reply-not-found', (world) =>
    entry(world, { replyTo: randomUUID() }),
  ),
  inBatch('a used key in a batch', 422, 'key-reused', (world) =>
    entry(world, { key: world.usedKey, text: 'something else' }),
  ),

  http('a route that is not there', 404, 'not-found', ({ commandApi, ann }) => [
    'POST',
    `${commandApi}/letters`,
    { token: ann.token, body: {} },
  ]),
  http('a path named __proto__', 404, 'not-found', ({ queryApi, ann }) => [
    'GET',
    `${queryApi}/__proto__`,
    { token: ann.token },
  ]),
  http('a method that a route does not have', 405, 'method-not-allowed', ({ commandApi, group, ann }) => [
    'PATCH',
    `${commandApi}/messages/${group}`,
    { token: ann.token, body: { text: 'hello' } },
  ]),
  http('writing where only reading is', 405, 'method-not-allowed', ({ queryApi, group, ann }) => [
    'POST',
    `${queryApi}/messages/${group}`,
    { token: ann.token, body: { text: 'hello' } },
  ]),
]
