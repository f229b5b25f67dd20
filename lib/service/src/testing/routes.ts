import { Type } from '@sinclair/typebox'
import { parseGroupId } from '@hanashi/schemas/group'
import { parseUserId } from '@hanashi/schemas/ids'
import { randomUUID } from 'node:crypto'
import type { Authenticate, Scope } from '../caller.js'
import { field, integerField } from '../field.js'
import { problem } from '../problem.js'
import { defineRoute, reply } from '../route.js'

const group = field(parseGroupId, { problem: 'invalid-group', description: 'Where to' })
const Note = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: 5 }),
    tags: Type.Optional(Type.Array(Type.String(), { maxItems: 2 })),
  },
  { additionalProperties: false, $id: 'Note' },
)

/** The message back, with who sent it. */
export const echo = defineRoute(
  {
    method: 'post',
    path: '/echo/:group',
    operationId: 'echo',
    summary: 'Say something and hear it',
    auth: 'token',
    params: { group },
    body: Note,
    bodyExample: { text: 'hi' },
    maxBodyBytes: 1024,
    responses: {
      201: { description: 'Said', schema: Type.Object({ group: Type.String(), text: Type.String() }) },
    },
    problems: ['group-not-found'],
  },
  ({ params, body }) => {
    if (params.group === 'gone') throw problem('group-not-found', 'There is no group gone')
    return reply(201, { group: params.group, text: body.text })
  },
)

export const pages = defineRoute(
  {
    method: 'get',
    path: '/echo/:group',
    operationId: 'pages',
    summary: 'Pages',
    auth: 'none',
    params: { group },
    query: { limit: integerField(1, 200, 50, 'How many') },
    responses: { 200: { description: 'A page', schema: Type.Object({ limit: Type.Integer() }) } },
  },
  ({ query }) => reply(200, `{"limit":${query.limit}}`),
)

export const ops = defineRoute(
  {
    method: 'delete',
    path: '/ops/all',
    operationId: 'ops',
    summary: 'Operators only',
    auth: 'ops',
    responses: { 204: { description: 'Done' } },
  },
  () => reply(204),
)

export const broken = defineRoute(
  { method: 'get', path: '/broken', operationId: 'broken', summary: 'Fails', auth: 'none', responses: {} },
  () => {
    throw new Error('the password is hunter2')
  },
)

export const away = defineRoute(
  { method: 'get', path: '/away', operationId: 'away', summary: 'Cannot', auth: 'none', responses: {} },
  () => {
    throw problem('log-unavailable', 'Kafka does not answer', { retryAfterSeconds: 2.5 })
  },
)

export const anonymous = defineRoute(
  {
    method: 'post',
    path: '/anonymous',
    operationId: 'anonymous',
    summary: 'Nothing to say',
    auth: 'none',
    body: Type.Object({}, { additionalProperties: false }),
    bodyMayBeAbsent: true,
    responses: { 200: { description: 'ok', schema: Type.Object({}) } },
  },
  ({ body }) => reply(200, body),
)

export const testRoutes = [echo, pages, ops, broken, away, anonymous]

/** `Bearer good` and `Bearer ops`. */
export const authenticate: Authenticate = async ({ headers }) => {
  const token = headers.authorization?.slice(7)
  if (token === undefined) throw problem('unauthorized', 'Send a token')
  if (token !== 'good' && token !== 'ops') {
    throw Object.assign(new Error('Not accepted'), { problemCode: 'invalid-token' })
  }
  const userId = parseUserId(randomUUID())
  if (!userId.ok) throw new Error(userId.reason)
  const scopes = new Set<Scope>(token === 'ops' ? ['ops'] : [])
  return { userId: userId.value, username: 'kiran', scopes, expiresAt: Date.now() + 60_000 }
}
