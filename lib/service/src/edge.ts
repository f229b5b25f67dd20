import express, { type Express } from 'express'
import { mountAsyncApi } from './asyncapi-page.js'
import type { Authenticate } from './caller.js'
import { cors } from './cors.js'
import type { Drain } from './drain.js'
import { errorHandler, notFound } from './error-handler.js'
import type { Logger } from './logger.js'
import type { Metrics } from './metrics.js'
import { mountRoutes } from './mount-routes.js'
import { mountPath } from './mount.js'
import { observe } from './observe.js'
import { openApiDocument } from './openapi.js'
import { mountOpenApi } from './openapi-pages.js'
import { readyRoute, type ReadyChecks } from './ready.js'
import { requireHost } from './require-host.js'
import type { Route } from './route.js'
import { sendJson } from './send.js'

export interface EdgeOptions {
  readonly name: string
  readonly version: string
  /** What the service does, in a sentence for its page. */
  readonly description: string
  readonly logger: Logger
  readonly metrics: Metrics
  readonly drain: Drain
  readonly corsOrigins: readonly string[]
  /** Shown at `/`, by name. */
  readonly links?: Readonly<Record<string, string>>
  readonly ready: ReadyChecks
  readonly routes?: readonly Route[]
  readonly authenticate?: Authenticate
  /** The socket protocol of a service that has one: then `/docs` is its page and `/asyncapi.json` the document. */
  readonly asyncApi?: object
  readonly checkReplies?: boolean
}

/** The HTTP application of a service, everything there and below `/v1`. Nothing may be added to it afterwards. */
export function createEdge(options: EdgeOptions): Express {
  const { name, version, logger, metrics, drain, routes = [], authenticate, checkReplies, asyncApi } = options
  const app = express()
  for (const setting of ['x-powered-by', 'etag', 'query parser']) app.disable(setting)
  app.enable('case sensitive routing')
  app.use(observe({ logger, metrics, drain }))
  app.use(requireHost)
  app.use(cors(options.corsOrigins))
  mountRoutes(app, routes, {
    logger,
    ...(authenticate === undefined ? {} : { authenticate }),
    ...(checkReplies === undefined ? {} : { checkReplies }),
  })
  const pages = asyncApi === undefined ? openApiPages : asyncApiPages
  mountPath(app, '/', {
    get: (_request, response) =>
      sendJson(response, 200, { name, version, links: { ...pages, ...options.links } }),
  })
  mountPath(app, '/health', {
    get: (_request, response) => sendJson(response, 200, { status: 'alive', name, version }),
  })
  mountPath(app, '/ready', { get: readyRoute(options.ready, drain, logger) })
  mountPath(app, '/metrics', {
    get: async (_request, response) => {
      const text = await metrics.registry.metrics()
      response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text)
    },
  })
  mountOpenApi(app, openApiDocument(options, routes), { docs: asyncApi === undefined })
  if (asyncApi !== undefined) mountAsyncApi(app, asyncApi)
  app.use(notFound)
  app.use(errorHandler(logger))
  return app
}

const common = { health: '/health', ready: '/ready', metrics: '/metrics' }
const openApiPages = { ...common, openapi: '/openapi.json', docs: '/docs', redoc: '/redoc' }
const asyncApiPages = { ...common, asyncapi: '/asyncapi.json', docs: '/docs', openapi: '/openapi.json' }
