import type { Express } from 'express'
import { createServer, IncomingMessage, ServerResponse, type Server, type ServerOptions } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { answerClientError } from './client-error.js'
import type { Drain } from './drain.js'
import { listen, stop, type StopOptions } from './listen.js'

export interface HttpServerOptions {
  readonly drain: Drain
  /** PEM; with it the server speaks HTTPS only. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer }
  /** For the whole of a request's headers; 10 s unless told. */
  readonly headersTimeoutMs?: number
  /** For the whole of a request; 30 s unless told. */
  readonly requestTimeoutMs?: number
  /** How long a quiet connection is kept; 65 s, longer than the 60 s of common proxies, unless told. */
  readonly keepAliveTimeoutMs?: number
}

export interface HttpServer {
  readonly server: Server
  /** @throws Error in one clear line when the port is in use or the address isn't this machine's */
  listen(port: number, host: string): Promise<AddressInfo>
  /**
   * `/ready` turns 503, no connection is accepted any more, quiet ones are closed, requests in progress are answered
   * and their connections closed; after `timeoutMs` whatever is left is cut. Upgraded connections are their owner's.
   */
  stop(options?: StopOptions): Promise<void>
}

const maxHeaderBytes = 16 * 1024

export function createHttpServer(app: Express, options: HttpServerOptions): HttpServer {
  const { headersTimeoutMs = 10_000, requestTimeoutMs = 30_000, keepAliveTimeoutMs = 65_000 } = options
  const settings: ServerOptions = {
    ...expressConstructors(app),
    maxHeaderSize: maxHeaderBytes,
    requireHostHeader: false, // The edge says so in a problem document.
    headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(2_000, requestTimeoutMs),
  }
  const server: Server =
    options.tls === undefined
      ? createServer(settings, app)
      : createTlsServer({ ...settings, ...options.tls }, app)
  server.on('clientError', answerClientError)
  // The body reader says "continue" once it wants the body, so that a refused one is never sent.
  server.on('checkContinue', app)
  return {
    server,
    listen: (port, host) => listen(server, port, host),
    stop: (stopOptions) => stop(server, options.drain, stopOptions),
  }
}

/**
 * Express gives each request and response the prototypes `app.request` and `app.response`, which costs more than the rest
 * of a small request. Objects that are made with them stay as they are: 54 instead of 113 µs of processor time for a POST
 * through the whole edge (Node 20). Made by `Reflect.construct` they are slower than without: 154 µs.
 */
function expressConstructors(app: Express): Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'> {
  return {
    IncomingMessage: withPrototype(IncomingMessage, app.request),
    ServerResponse: withPrototype(ServerResponse, app.response),
  }
}

function withPrototype<C extends typeof IncomingMessage | typeof ServerResponse>(
  constructor: C,
  prototype: object,
): C {
  function Made(this: object, ...args: unknown[]): void {
    Reflect.apply(constructor, this, args)
  }
  Made.prototype = prototype
  // A function and not a class: a class's `prototype` can't be set. It constructs what C constructs.
  return Made as unknown as C
}
