import { randomUUID } from 'node:crypto'
import { ask } from '../src/http.js'
import { offsetOf, withOffset } from '../src/position.js'
import { connect } from '../src/socket-client.js'
import { http, outcomeOf, socket, type BadCase, type Outcome, type World } from './bad-case.js'
import { otherGeneration } from './queries.js'

/** A handshake that is refused says why in `data` of the error. */
function handshake(
  cause: string,
  status: number,
  code: string,
  token: (world: World) => string | undefined,
): BadCase {
  const run = async (world: World): Promise<Outcome> => {
    try {
      const client = await connect(world.realtime, token(world))
      client.close()
      return { status: undefined, code: 'connected' }
    } catch (error) {
      if (!(error instanceof Error)) throw error
      return 'data' in error ? outcomeOf(error.data) : { status: undefined, code: error.message }
    }
  }
  return { cause, status, code, run }
}

/** `resync` is a message of its own, and the answer is a problem. */
function resync(cause: string, reason: string, after: (world: World) => string): BadCase {
  const run = async (world: World): Promise<Outcome> => {
    const client = await connect(world.realtime, world.ann.token)
    const answer = await client.ask('subscribe', { group: world.group, after: after(world) })
    const told = client.resyncs.map((message) => `${message.group === world.group} ${message.reason}`)
    client.close()
    return told.join() === `true ${reason}` && !answer.ok
      ? outcomeOf(answer.error)
      : { status: undefined, code: told.join() }
  }
  return { cause, status: 410, code: 'resync-needed', run }
}

export const sockets: readonly BadCase[] = [
  handshake('a socket without a token', 401, 'unauthorized', () => undefined),
  handshake('a socket with a token that is none', 401, 'invalid-token', () => 'hello'),
  handshake('a socket with an expired token', 401, 'token-expired', (world) =>
    world.token({ userId: world.ann.userId, username: world.ann.username, ttlMs: -60_000 }),
  ),
  http('a page of realtime that is not there', 404, 'not-found', ({ realtime }) => [
    'GET',
    `${realtime}/letters`,
  ]),
  socket('a message that nobody knows', 400, 'malformed-request', () => ['shout', { group: 'tea' }]),
  socket('a subscription to nothing', 422, 'invalid-body', () => ['subscribe', {}]),
  socket('a subscription that is null', 400, 'malformed-request', () => ['subscribe', null]),
  socket('a subscription that is a text', 400, 'malformed-request', ({ group }) => ['subscribe', group]),
  socket('a subscription that is bytes', 422, 'invalid-body', () => ['subscribe', Buffer.from([1, 2, 3])]),
  socket('a group that is a number', 422, 'invalid-body', () => ['subscribe', { group: 7 }]),
  socket('a field of a subscription that nobody knows', 422, 'invalid-body', ({ group }) => [
    'subscribe',
    { group, since: 'yesterday' },
  ]),
  socket('a subscription to what is no group', 400, 'invalid-group', () => [
    'subscribe',
    { group: 'Tea Time' },
  ]),
  socket('a subscription to a private group', 404, 'group-not-found', () => [
    'subscribe',
    { group: 'p.nobody' },
  ]),
  socket('a subscription after what is no position', 400, 'invalid-position', ({ group }) => [
    'subscribe',
    { group, after: 'the last one' },
  ]),
  socket(
    'a subscription after a position of another partition',
    400,
    'invalid-position',
    ({ group, foreignPosition }) => ['subscribe', { group, after: foreignPosition }],
  ),
  resync('a subscription after a position of another generation', 'other-generation', ({ position }) =>
    otherGeneration(position),
  ),
  resync('a subscription after the end of the log', 'position-ahead', ({ position }) =>
    withOffset(position, offsetOf(position) + 1_000_000),
  ),
  socket('a replay from what is no position', 400, 'invalid-position', ({ group }) => [
    'replay',
    { group, from: '7' },
  ]),
  socket('a replay to a position of another generation', 410, 'position-gone', ({ group, position }) => [
    'replay',
    { group, to: otherGeneration(position) },
  ]),
  socket('a replay of a list of groups', 422, 'invalid-body', ({ group }) => ['replay', { group: [group] }]),
  socket('sending a blank text by socket', 422, 'invalid-text', ({ group }) => [
    'send',
    { group, text: ' ' },
  ]),
  socket('sending with a key that is no UUID by socket', 400, 'invalid-idempotency-key', ({ group }) => [
    'send',
    { group, key: '42', text: 'hello' },
  ]),
  socket('sending a text that is a list', 422, 'invalid-body', ({ group }) => [
    'send',
    { group, text: ['hello'] },
  ]),
  socket('editing by socket what is not there', 404, 'message-not-found', ({ group }) => [
    'edit',
    { group, messageId: randomUUID(), text: 'hello' },
  ]),
  socket('editing by socket an older version', 412, 'version-mismatch', ({ group, message }) => [
    'edit',
    { group, messageId: message, text: 'hello', ifMatch: 1 },
  ]),
  socket('deleting by socket twice', 409, 'message-deleted', ({ group, deleted }) => [
    'delete',
    { group, messageId: deleted },
  ]),
  socket('deleting by socket by an id that is none', 400, 'invalid-message-id', ({ group }) => [
    'delete',
    { group, messageId: '../../users' },
  ]),
  {
    cause: 'a transport other than WebSocket',
    status: 400,
    code: 'malformed-request',
    run: async ({ realtime }) => {
      const reply = await ask('GET', `${realtime}/socket.io/?EIO=4&transport=polling`)
      return { status: reply.status, code: outcomeOf(reply.json).code }
    },
  },
]
