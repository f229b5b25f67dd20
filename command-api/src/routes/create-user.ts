import { AnonymousUserBody, CreateUserBody, UserCreatedAnswer } from '@hanashi/schemas/http'
import { idsOfSecretKey } from '@hanashi/schemas/command-digest'
import { parseCommandId, type CommandId } from '@hanashi/schemas/ids'
import type { ProblemCode } from '@hanashi/schemas/problems'
import { parseUsername, type Username } from '@hanashi/schemas/username'
import { defineRoute, reply } from '@hanashi/service/route'
import type { CreatedUser } from '../users/create-user.js'
import type { RouteParts } from './context.js'
import { idempotencyKey } from './fields.js'
import { parsedOr, unwrap } from './unwrap.js'

/** A repeated key gets a fresh token for this long. */
const tokenForMs = 10 * 60_000

const common = {
  method: 'post',
  tags: ['users'],
  auth: 'none',
  headers: { 'Idempotency-Key': idempotencyKey },
  responses: { 201: { description: 'The user is in the log.', schema: UserCreatedAnswer } },
} as const

const problems: readonly ProblemCode[] = [
  'key-reused',
  'too-many-requests',
  'log-unavailable',
  'outcome-unknown',
  'read-model-unavailable',
  'overloaded',
]

const keyIsSecret =
  'The Idempotency-Key is a secret: whoever repeats it within ten minutes gets a token for the same user.'

export function createUserRoute(parts: RouteParts) {
  return defineRoute(
    {
      ...common,
      path: '/users',
      operationId: 'createUser',
      summary: 'Create a user',
      description: keyIsSecret,
      body: CreateUserBody,
      bodyExample: { username: 'kiran' },
      problems: ['invalid-username', 'reserved-username', 'username-taken', ...problems],
    },
    async ({ headers, body, clientAddress, trace }) => {
      const username = parsedOr('invalid-username', parseUsername(body.username))
      const key = headers['Idempotency-Key']
      return reply(
        201,
        await create(parts, { username, key, clientAddress, traceparent: trace().traceparent }),
      )
    },
  )
}

export function createAnonymousUserRoute(parts: RouteParts) {
  return defineRoute(
    {
      ...common,
      path: '/users/anonymous',
      operationId: 'createAnonymousUser',
      summary: 'Create a user with a generated name',
      description: keyIsSecret,
      body: AnonymousUserBody,
      bodyMayBeAbsent: true,
      bodyExample: {},
      problems,
    },
    async ({ headers, clientAddress, trace }) => {
      const key = headers['Idempotency-Key']
      const { traceparent } = trace()
      return reply(201, await create(parts, { username: undefined, key, clientAddress, traceparent }))
    },
  )
}

async function create(
  { handlers, limits, makeToken, newId, clock }: RouteParts,
  wanted: {
    readonly username: Username | undefined
    readonly key: CommandId | undefined
    readonly clientAddress: string
    readonly traceparent: string
  },
): Promise<UserCreatedAnswer> {
  await limits.newUser(wanted.clientAddress)
  const key = wanted.key ?? parsedOr('internal', parseCommandId(newId()))
  const { username, traceparent } = wanted
  const created = await handlers().createUser({
    ...idsOfSecretKey(key),
    username,
    traceparent,
    retryKey: key,
  })
  return answerOf(unwrap(created), makeToken, clock())
}

function answerOf(user: CreatedUser, makeToken: RouteParts['makeToken'], nowMs: number): UserCreatedAnswer {
  const { userId, username, anonymous, position, occurredAt } = user
  const made = nowMs - occurredAt < tokenForMs ? makeToken(user, nowMs) : undefined
  return {
    userId,
    username,
    ...(anonymous ? { anonymous: true as const } : {}),
    ...(made === undefined ? {} : { token: made.token }),
    position,
  }
}
