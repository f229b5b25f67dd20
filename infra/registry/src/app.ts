import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import { RegistryError } from './errors.js'
import type { Log } from './log.js'
import { checkCompatibility } from './routes/check-compatibility.js'
import { config } from './routes/config.js'
import { deleteSubject } from './routes/delete-subject.js'
import { deleteVersion } from './routes/delete-version.js'
import { getVersion } from './routes/get-version.js'
import { listSubjects } from './routes/list-subjects.js'
import { listVersions } from './routes/list-versions.js'
import { lookupSchema } from './routes/lookup-schema.js'
import { modes } from './routes/mode.js'
import { registerSchema } from './routes/register-schema.js'
import { schemasById } from './routes/schemas-by-id.js'
import { status } from './routes/status.js'
import { type Store, StoreBusyError } from './store.js'

const maxBodyBytes = 1024 * 1024

export const contentType = 'application/vnd.schemaregistry.v1+json'
const acceptedTypes = [
  contentType,
  'application/vnd.schemaregistry+json',
  'application/json',
  'application/octet-stream',
]

/** The registry's HTTP interface. Every answer, an error too, is JSON of Confluent's type. */
export function createApp(store: Store, log: Log, version: string): Express {
  const app = express()
  app.disable('x-powered-by').disable('etag')
  app.use((_request, response, next) => {
    response.type(contentType)
    next()
  })
  app.use(refuseOtherTypes, express.json({ limit: maxBodyBytes, type: acceptedTypes, strict: false }))
  listSubjects(app, store)
  lookupSchema(app, store)
  registerSchema(app, store)
  listVersions(app, store)
  getVersion(app, store)
  deleteSubject(app, store)
  deleteVersion(app, store)
  schemasById(app, store)
  config(app, store)
  modes(app)
  checkCompatibility(app, store)
  status(app, store, version)
  app.use(() => {
    throw new RegistryError(404, 'HTTP 404 Not Found')
  })
  app.use(answerError(log))
  return app
}

const refuseOtherTypes: RequestHandler = (request, _response, next) => {
  const hasBody = request.method === 'POST' || request.method === 'PUT'
  if (hasBody && request.is(acceptedTypes) === false && request.headers['content-type'] !== undefined) {
    throw new RegistryError(415, `Content-Type must be ${contentType} or application/json`)
  }
  next()
}

/** What a caller did wrong is told; anything else is logged and told as an internal error without its text. */
function answerError(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const known = toRegistryError(error)
    if (known.status >= 500) {
      log('error', known.message, { method: request.method, path: request.path, cause: String(known.cause) })
    }
    response.status(known.status).type(contentType)
    response.json({ error_code: known.code, message: known.message })
  }
}

function toRegistryError(error: unknown): RegistryError {
  if (error instanceof RegistryError) return error
  if (error instanceof StoreBusyError) return new RegistryError(503, error.message, { cause: error })
  // What Express and its body reader refuse carries the status, and a text that may be shown.
  if (error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500) {
    return new RegistryError(error.status, error.message, { cause: error })
  }
  return new RegistryError(500, 'Internal Server Error', { cause: error })
}
