import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http'
import { Server, type Socket } from 'socket.io'
import type { Verifier } from '@hanashi/identity/verifier'
import { problemDocument } from '@hanashi/schemas/problems'
import type { ClientToServer, ServerToClient } from '@hanashi/schemas/socket'
import type { Logger } from '../logger.js'
import { dispatch } from '../message/dispatch.js'
import { authenticate, ConnectRefused } from './authenticate.js'
import type { Limits } from './limits.js'
import type { Connection } from './outgoing.js'
import { Session, type SessionParts } from './session.js'
import { stoppingMessage, tokenExpired } from './system-messages.js'
import { onTime } from './long-timeout.js'
import { TokenBucket } from './token-bucket.js'

export interface SocketServerOptions {
  readonly http: HttpServer
  readonly verifier: Verifier
  /** Undefined while there is nothing to subscribe to yet: then nobody is let in. */
  readonly parts: () => SessionParts | undefined
  readonly limits: Limits
  readonly maxSockets: number
  readonly positionsMs: number
  readonly logger: Logger
  readonly onFlood: () => void
}

export interface SocketServer {
  subscriptionCount(): number
  /** Lets nobody in any more, tells everybody to come back at a time of their own, and resolves when all have gone: 6 s at most. */
  stop(): Promise<void>
}

/** The largest packet of a client: a text of 4,000 characters, each written as two escapes, fits. */
const maxPacketBytes = 128 * 1024
/** How long a client has to say who it is. */
const connectTimeoutMs = 10_000
const floodFactor = 20
const stopTimeoutMs = 6_000
const maxReturnDelayMs = 5_000

type Client = Socket<
  ClientToServer,
  ServerToClient,
  Record<string, never>,
  { token: string; expiresAt: number }
>

/** Socket.IO over WebSocket only: no sticky sessions, no compression, nothing shared between instances. */
export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { http, verifier, parts, maxSockets, positionsMs, logger } = options
  const sessions = new Set<Session>()
  let stopping = false
  const io: Server<ClientToServer, ServerToClient, Record<string, never>, Client['data']> = new Server(http, {
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: maxPacketBytes,
    connectTimeout: connectTimeoutMs,
    // Refused here, clients try again by themselves; after a refusal by a middleware they don't.
    allowRequest: (_request, answer) => {
      const refusal = stopping
        ? 'stopping'
        : !parts()
          ? 'starting'
          : io.engine.clientsCount >= maxSockets
            ? 'full'
            : null
      answer(refusal, refusal === null)
    },
  })

  io.engine.use(refuseOtherTransports)
  io.engine.on('connection', (connection: Connection) => guardAgainstFloods(connection, options))
  io.use((socket, next) => {
    authenticate(socket.handshake.auth, verifier).then(
      ({ token, identity }) => {
        socket.data.token = token
        socket.data.expiresAt = identity.expiresAt
        next()
      },
      (error: unknown) => {
        if (!(error instanceof ConnectRefused)) logger.error({ err: error }, 'a token could not be checked')
        next(
          error instanceof ConnectRefused
            ? error
            : new ConnectRefused(problemDocument('internal', 'Try again.')),
        )
      },
    )
  })
  io.on('connection', (socket) => {
    const shared = parts()
    if (!shared || stopping) {
      socket.conn.close()
      return
    }
    const session = new Session(socket, socket.data.token, shared)
    sessions.add(session)
    shared.metrics.connected()
    const cancelEnd = onTime(socket.data.expiresAt, () => session.disconnect(tokenExpired))
    const cancelPositions = repeat(positionsMs, () => session.sendPositions())
    dropHandshake(socket)
    socket.onAny((name: unknown, ...args: unknown[]) => {
      dispatch(session, name, args).catch((error: unknown) => {
        logger.error({ err: error }, 'a message could not be handled')
      })
    })
    socket.on('disconnect', () => {
      sessions.delete(session)
      session.end()
      cancelEnd()
      cancelPositions()
      shared.metrics.closed()
    })
  })

  return {
    subscriptionCount: () => [...sessions].reduce((sum, { subscriptions }) => sum + subscriptions.size, 0),
    async stop() {
      stopping = true
      for (const session of sessions)
        session.disconnect(stoppingMessage(Math.round(Math.random() * maxReturnDelayMs)))
      const giveUpAtMs = Date.now() + stopTimeoutMs
      while (io.engine.clientsCount > 0 && Date.now() < giveUpAtMs)
        await new Promise((resolve) => setTimeout(resolve, 20))
      io.engine.close()
    },
  }
}

/**
 * Ends a connection that sends many times more than a socket may ask, whatever it sends and whether or not it has said who it is. Acknowledged
 * chunks of replays count, and stay far below.
 */
function guardAgainstFloods(connection: Connection, { limits, onFlood }: SocketServerOptions): void {
  const bucket = new TokenBucket(
    { perSecond: floodFactor * limits.messagesPerSecond, burst: floodFactor * limits.messageBurst },
    Date.now(),
  )
  connection.on('data', () => {
    if (bucket.take(Date.now())) return
    onFlood()
    connection.close()
  })
}

/** Long polling would need sticky sessions. */
function refuseOtherTransports(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  if (request.headers.upgrade !== undefined) return next()
  const problem = problemDocument(
    'malformed-request',
    "Connect with WebSocket: { transports: ['websocket'] }.",
  )
  response.writeHead(problem.status, { 'content-type': 'application/problem+json; charset=utf-8' })
  response.end(JSON.stringify(problem))
}

/** The first time at random within the interval, so that not all sockets are told in the same moment. */
function repeat(everyMs: number, work: () => void): () => void {
  let timer = setTimeout(
    function run() {
      timer = setTimeout(run, everyMs)
      work()
    },
    everyMs * (0.5 + 0.5 * Math.random()),
  )
  return () => clearTimeout(timer)
}

/** The request of the handshake is kept by engine.io for as long as the socket lives; nothing here needs it. */
function dropHandshake(socket: Client): void {
  Reflect.set(socket.conn, 'request', null)
}
