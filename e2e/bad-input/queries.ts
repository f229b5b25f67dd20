import { randomUUID } from 'node:crypto'
import { offsetOf, withOffset } from '../src/position.js'
import { http, type BadCase, type World } from './bad-case.js'

const page = (cause: string, code: string, query: string | ((world: World) => string)): BadCase =>
  http(cause, 400, code, (world) => [
    'GET',
    `${world.queryApi}/messages/${world.group}?${typeof query === 'string' ? query : query(world)}`,
    { token: world.ann.token },
  ])

const minPosition = (
  cause: string,
  status: number,
  code: string,
  position: (world: World) => string,
): BadCase =>
  http(cause, status, code, (world) => [
    'GET',
    `${world.queryApi}/messages/${world.group}`,
    { token: world.ann.token, headers: { 'min-position': position(world) } },
  ])

const get = (cause: string, status: number, code: string, path: (world: World) => string): BadCase =>
  http(cause, status, code, (world) => ['GET', world.queryApi + path(world), { token: world.ann.token }])

/** A generation that never was: the same letter and number, another tag. */
export function otherGeneration(position: string): string {
  return position.replace(/^(.)(\d+)....:/, (_, letter: string, number: string) => `${letter}${number}zz9z:`)
}

export const queries: readonly BadCase[] = [
  page('a limit of 0', 'invalid-query', 'limit=0'),
  page('a limit of 201', 'invalid-query', 'limit=201'),
  page('a limit that is no number', 'invalid-query', 'limit=many'),
  page('a limit that is no whole number', 'invalid-query', 'limit=1.5'),
  page('a limit given twice', 'invalid-query', 'limit=5&limit=6'),
  page('a parameter that nobody knows', 'invalid-query', 'order=backwards'),
  page(
    'before and after together',
    'invalid-query',
    ({ foreignCursor }) => `before=${foreignCursor}&after=${foreignCursor}`,
  ),
  page('a cursor that nobody gave out', 'invalid-cursor', 'before=hello'),
  page(
    'a cursor of another group',
    'invalid-cursor',
    ({ foreignCursor }) => `before=${encodeURIComponent(foreignCursor)}`,
  ),
  page('a filter by what is no tag', 'invalid-query', 'tag=Green%20Tea'),
  minPosition('Min-Position that is none', 400, 'invalid-position', () => 'here'),
  minPosition(
    'Min-Position of another partition',
    400,
    'invalid-position',
    ({ foreignPosition }) => foreignPosition,
  ),
  minPosition('Min-Position of another generation', 410, 'position-gone', ({ position }) =>
    otherGeneration(position),
  ),
  minPosition('Min-Position that never comes', 504, 'position-timeout', ({ position }) =>
    withOffset(position, offsetOf(position) + 1_000_000),
  ),
  get('a page of what is no group', 400, 'invalid-group', () => '/messages/T%C3%A9a'),
  get('a page of a private group', 404, 'group-not-found', () => '/messages/p.nobody'),
  get('a message by what is no id', 400, 'invalid-message-id', ({ group }) => `/messages/${group}/42`),
  get(
    'a message that is not there',
    404,
    'message-not-found',
    ({ group }) => `/messages/${group}/${randomUUID()}`,
  ),
  get(
    'a message of another group',
    404,
    'message-not-found',
    ({ group, inOtherGroup }) => `/messages/${group}/${inOtherGroup}`,
  ),
  get(
    'the history of what is not there',
    404,
    'message-not-found',
    ({ group }) => `/messages/${group}/${randomUUID()}/history`,
  ),
  get('a user whom nobody knows', 404, 'user-not-found', () => `/users/nobody-${randomUUID().slice(0, 8)}`),
  get('groups by a cursor that nobody gave out', 400, 'invalid-cursor', () => '/groups?before=hello'),
  get('groups with a limit of -1', 400, 'invalid-query', () => '/groups?limit=-1'),
]
