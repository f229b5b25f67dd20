import type { ClientToServer, ServerToClient } from '@hanashi/schemas/socket'
import { io, type Socket } from 'socket.io-client'
import { failureOf, unreachable, type Failure } from '../core/failure.js'
import type { Urls } from './urls.js'

export type AskName = keyof ClientToServer
export type AskOf = { readonly [Name in AskName]: Parameters<ClientToServer[Name]>[0] }
export type AnswerOf = {
  readonly [Name in AskName]: Parameters<NonNullable<Parameters<ClientToServer[Name]>[1]>>[0]
}
export type SystemMessage = Parameters<ServerToClient['system']>[0]

export interface SocketHandlers extends ServerToClient {
  opened(): void
  /** It didn't open, or was lost; the last call. A refusal of the token has the server's problem. */
  closed(why: Failure): void
}

/** One connection, which ends once and never comes back by itself. */
export interface SocketConnection {
  /**
   * The answer comes in its order among the server's messages; undefined where none came in time, or the connection was lost.
   */
  ask<Name extends AskName>(
    name: Name,
    request: AskOf[Name],
    timeoutMs: number,
    answer: (answer: AnswerOf[Name] | undefined) => void,
  ): void
  /** Nothing is called after this but answers that are owed. */
  close(): void
}

export type OpenSocket = (token: string, handlers: SocketHandlers) => SocketConnection

const openTimeoutMs = 10_000

/** Socket.IO over WebSocket. */
export function socketOpener({ origin, path }: Urls['realtime']): OpenSocket {
  return (token, handlers) => {
    const socket: Socket<ServerToClient, ClientToServer> = io(origin, {
      path,
      auth: { token },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      timeout: openTimeoutMs,
    })
    let ended = false
    const end = (why: Failure) => {
      if (ended) return
      ended = true
      socket.close()
      handlers.closed(why)
    }
    socket.on('connect', () => handlers.opened())
    socket.on('connect_error', (error) => end(refusalOf(error)))
    socket.on('disconnect', () => end(unreachable))
    socket.on('events', (events) => handlers.events(events))
    socket.on('positions', (positions) => handlers.positions(positions))
    socket.on('resync', (message) => handlers.resync(message))
    socket.on('replay', (chunk, more) => handlers.replay(chunk, more))
    socket.on('system', (message) => handlers.system(message))
    return {
      ask(name, request, timeoutMs, answer) {
        // The types of Socket.IO don't follow a name that is a parameter.
        const untyped: Untyped = socket
        untyped
          .timeout(timeoutMs)
          .emit(name, request, (error: unknown, reply: AnswerOf[typeof name]) =>
            answer(error ? undefined : reply),
          )
      },
      close() {
        ended = true
        socket.off()
        socket.close()
      },
    }
  }
}

interface Untyped {
  timeout(ms: number): { emit(name: string, ...args: readonly unknown[]): unknown }
}

/** A server that refuses says why in `data`. */
function refusalOf(error: Error): Failure {
  const data: unknown = 'data' in error ? error.data : undefined
  if (typeof data !== 'object' || data === null || !('status' in data)) return unreachable
  return failureOf(data, typeof data.status === 'number' ? data.status : 0)
}
