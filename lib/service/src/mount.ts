import type { Express, RequestHandler } from 'express'
import { problem } from './problem.js'
import { requestState } from './request-state.js'
import type { Method } from './route.js'

export type Handlers = Partial<Record<Method, RequestHandler>>

/**
 * The handlers of one path, there and below `/v1`. A method that the path doesn't have is answered 405 with `Allow`.
 */
export function mountPath(app: Express, path: string, handlers: Handlers): void {
  const methods = Object.keys(handlers).map((method) => method.toUpperCase())
  const allow = [...methods, ...(handlers.get === undefined ? [] : ['HEAD']), 'OPTIONS'].sort().join(', ')
  const route = app.route(path === '/' ? ['/', '/v1'] : [path, `/v1${path}`])
  route.all((_request, response, next) => {
    requestState(response).route = path
    next()
  })
  const each: readonly Method[] = ['get', 'post', 'put', 'patch', 'delete']
  for (const method of each) {
    const handler = handlers[method]
    if (handler !== undefined) route[method](handler)
  }
  route.options((_request, response) => {
    response.writeHead(204, { allow, 'content-length': '0' }).end()
  })
  route.all((request) => {
    throw problem('method-not-allowed', `${request.method} is not possible here; possible are ${allow}`, {
      allow,
    })
  })
}
