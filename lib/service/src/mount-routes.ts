import type { Express, RequestHandler } from 'express'
import type { Authenticate, Caller } from './caller.js'
import { groupBy } from './group-by.js'
import type { Logger } from './logger.js'
import { mountPath, type Handlers } from './mount.js'
import { problem } from './problem.js'
import { readFields, readHeaders, readQuery } from './read-fields.js'
import { readJson } from './read-json.js'
import { requestState } from './request-state.js'
import { abortSignalOf } from './abort.js'
import { replyChecker } from './check-reply.js'
import type { Route, RouteDefinition } from './route.js'
import { sendJson } from './send.js'
import { traceFrom } from './trace.js'
import { compileCheck } from './validate.js'

export interface MountOptions {
  readonly logger: Logger
  /** Needed as soon as one route asks for a token. */
  readonly authenticate?: Authenticate
  /** Compares every reply with its definition and fails it when they differ. For tests. */
  readonly checkReplies?: boolean
}

export function mountRoutes(app: Express, routes: readonly Route[], options: MountOptions): void {
  const paths = groupBy(routes, (route) => route.definition.path)
  for (const [path, sharing] of paths) {
    const handlers: Handlers = {}
    for (const route of sharing) {
      if (handlers[route.definition.method] !== undefined) {
        throw new TypeError(`${route.definition.method} ${path} is defined twice`)
      }
      handlers[route.definition.method] = handlerOf(route, options)
    }
    mountPath(app, path, handlers)
  }
}

/** In this order: token, scope, path, query, headers, body; the first that is wrong is answered. */
function handlerOf(
  { definition, handle }: Route,
  { logger, authenticate, checkReplies }: MountOptions,
): RequestHandler {
  const { auth, params = {}, query = {}, headers = {}, body, maxBodyBytes, bodyMayBeAbsent } = definition
  if (auth !== 'none' && authenticate === undefined) {
    throw new TypeError(`${definition.path} asks for a token, and nothing checks one`)
  }
  const check = body === undefined ? undefined : compileCheck(body)
  const checkReply = checkReplies === true ? replyChecker(definition) : undefined
  const limits = {
    ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
    ...(bodyMayBeAbsent === undefined ? {} : { bodyMayBeAbsent }),
  }
  return async (request, response) => {
    const state = requestState(response)
    const signal = abortSignalOf(response)
    const caller = auth === 'none' ? undefined : await authenticate?.(request)
    if (caller !== undefined) {
      state.userId = caller.userId
      requireScope(definition, caller)
    }
    const pathValues: Readonly<Record<string, string | string[] | undefined>> = request.params
    const context = {
      caller,
      params: readFields(params, (name) => {
        const value = pathValues[name]
        return Array.isArray(value) ? value.join('/') : value
      }),
      query: readQuery(query, request.url),
      headers: readHeaders(headers, request.headers),
      body: check?.(await readJson(request, response, limits)),
      requestId: state.requestId,
      get clientAddress() {
        return request.ip ?? ''
      },
      trace: () => traceFrom(request.headers),
      get signal() {
        return signal()
      },
      logger,
    }
    const answer = await handle(context)
    checkReply?.(answer)
    if (answer.body !== undefined) sendJson(response, answer.status, answer.body, answer.headers)
    else response.writeHead(answer.status, { 'content-length': '0', ...answer.headers }).end()
  }
}

function requireScope({ auth }: RouteDefinition, caller: Caller): void {
  if (auth === 'none' || auth === 'token' || caller.scopes.has(auth)) return
  throw problem('missing-scope', `The token needs the scope ${auth}`, { scope: auth })
}
