import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** What the edge knows of a request beyond the request itself. */
export interface RequestState {
  readonly requestId: string
  readonly startedAt: number
  /** The pattern of the route that took it. */
  route: string | undefined
  userId: string | undefined
}

const states = new WeakMap<ServerResponse, RequestState>()

const saneId = /^[\w.:@/+=-]{1,128}$/

/** A sane `X-Request-Id` is kept, anything else is replaced by a new one. */
export function openRequest(request: IncomingMessage, response: ServerResponse): RequestState {
  const given = request.headers['x-request-id']
  const requestId = typeof given === 'string' && saneId.test(given) ? given : randomUUID()
  const state: RequestState = { requestId, startedAt: performance.now(), route: undefined, userId: undefined }
  states.set(response, state)
  return state
}

export function requestState(response: ServerResponse): RequestState {
  const state = states.get(response)
  if (state === undefined) throw new Error('the request did not come through the edge')
  return state
}
