import type { RequestHandler } from 'express'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Drain } from './drain.js'
import type { Logger } from './logger.js'
import type { Metrics } from './metrics.js'
import { openRequest, type RequestState } from './request-state.js'

export interface ObserveOptions {
  readonly logger: Logger
  readonly metrics: Metrics
  readonly drain: Drain
}

const quietRoutes: ReadonlySet<string | undefined> = new Set(['/health', '/ready', '/metrics'])

/**
 * Gives each request its id and, when its answer has ended, one line in the log and one measure. The line has the path
 * without its query; headers and bodies never. Probes are logged as `debug`.
 */
export function observe({ logger, metrics, drain }: ObserveOptions): RequestHandler {
  return (request, response, next) => {
    const state = openRequest(request, response)
    const { method } = request
    const path = pathOf(request)
    response.setHeader('x-request-id', state.requestId)
    drain.opened(response)
    response.once('close', () => {
      drain.closed(response)
      const elapsedMs = performance.now() - state.startedAt
      const route = state.route ?? 'unmatched'
      metrics.httpSeconds.observe({ method, route, status: response.statusCode }, elapsedMs / 1000)
      logAnswer(logger, { method, path, elapsedMs, state, response })
    })
    next()
  }
}

interface Answer {
  readonly method: string
  readonly path: string
  readonly elapsedMs: number
  readonly state: RequestState
  readonly response: ServerResponse
}

function logAnswer(logger: Logger, { method, path, elapsedMs, state, response }: Answer): void {
  const level = response.statusCode >= 500 ? 'warn' : quietRoutes.has(state.route) ? 'debug' : 'info'
  if (!logger.isLevelEnabled(level)) return
  const line: Record<string, unknown> = {
    requestId: state.requestId,
    method,
    path,
    status: response.statusCode,
    elapsedMs: Math.round(elapsedMs * 100) / 100,
  }
  if (state.userId !== undefined) line['userId'] = state.userId
  if (!response.writableFinished) line['aborted'] = true
  logger[level](line, 'request')
}

const maxLoggedPath = 200

function pathOf({ url = '' }: IncomingMessage): string {
  const mark = url.indexOf('?')
  return url.slice(0, mark === -1 ? maxLoggedPath : Math.min(mark, maxLoggedPath))
}
