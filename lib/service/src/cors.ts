import type { RequestHandler } from 'express'

const allowedHeaders = 'Authorization, Content-Type, Idempotency-Key, Min-Position, If-Match, X-Request-Id'
const exposedHeaders = 'X-Request-Id, Retry-After, Location'
const allowedMethods = 'GET, HEAD, POST, PUT, PATCH, DELETE'

/**
 * Pages of `origins` may call (`*`: any page). Tokens travel in a header, never in a cookie, so credentials are not allowed.
 * A preflight of another origin is answered without permission, which the browser then reports.
 */
export function cors(origins: readonly string[]): RequestHandler {
  const any = origins.includes('*')
  const known = new Set(origins)
  return (request, response, next) => {
    const { origin } = request.headers
    if (!any) response.setHeader('vary', 'Origin')
    const permitted = origin !== undefined && (any || known.has(origin))
    if (permitted) {
      response.setHeader('access-control-allow-origin', any ? '*' : origin)
      response.setHeader('access-control-expose-headers', exposedHeaders)
    }
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) {
      next()
      return
    }
    if (permitted) {
      response.setHeader('access-control-allow-methods', allowedMethods)
      response.setHeader('access-control-allow-headers', allowedHeaders)
      response.setHeader('access-control-max-age', '600')
    }
    response.writeHead(204, { 'content-length': '0' }).end()
  }
}
