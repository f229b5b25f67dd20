import { io, type Socket } from 'socket.io-client'
import type { View } from './expected-view.js'

export interface ReplayChunk {
  readonly id: string
  readonly events: readonly View[]
  readonly position: string
  readonly done: boolean
  readonly error?: { readonly code: string }
}

export type SocketAnswer = {
  readonly ok: boolean
  readonly position?: string
  readonly id?: string
  readonly error?: { readonly code: string; readonly status: number; readonly detail: string }
  readonly [field: string]: unknown
}

/** A plain Socket.IO client that keeps what it is sent. */
export interface SocketClient {
  readonly socket: Socket
  /** Events of a group, in the order of their arrival. */
  readonly eventsOf: (group: string) => readonly View[]
  readonly resyncs: readonly { readonly group: string; readonly reason: string }[]
  readonly systems: readonly { readonly code: string; readonly reconnect: boolean }[]
  readonly ask: (event: string, request: unknown) => Promise<SocketAnswer>
  /** Everything of a range, chunk after chunk. */
  readonly replay: (request: { group: string; from?: string; to?: string }) => Promise<View[]>
  readonly close: () => void
}

/** Fulfilled when connected; rejected with the server's reason when the handshake is refused. */
export async function connect(url: string, token: string | undefined): Promise<SocketClient> {
  const socket = io(url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...(token === undefined ? {} : { auth: { token } }),
  })
  const events = new Map<string, View[]>()
  const resyncs: { group: string; reason: string }[] = []
  const systems: { code: string; reconnect: boolean }[] = []
  const replays = new Map<string, (chunk: ReplayChunk) => void>()
  const early: ReplayChunk[] = []
  socket.on('events', (list: readonly View[]) => {
    for (const event of list) {
      const known = events.get(event.group)
      if (known) known.push(event)
      else events.set(event.group, [event])
    }
  })
  socket.on('resync', (message: { group: string; reason: string }) => resyncs.push(message))
  socket.on('system', (message: { code: string; reconnect: boolean }) => systems.push(message))
  socket.on('replay', (chunk: ReplayChunk, acknowledge: () => void) => {
    const take = replays.get(chunk.id)
    if (take) take(chunk)
    else early.push(chunk)
    acknowledge()
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', (error) => {
      socket.close()
      reject(error)
    })
  })
  const ask = async (event: string, request: unknown) =>
    (await socket.timeout(30_000).emitWithAck(event, request)) as SocketAnswer

  const replay = async (request: { group: string; from?: string; to?: string }) => {
    const answer = await ask('replay', request)
    if (!answer.ok || answer.id === undefined) throw new Error(`replay: ${JSON.stringify(answer.error)}`)
    const { id } = answer
    const all: View[] = []
    await new Promise<void>((resolve, reject) => {
      const take = (chunk: ReplayChunk) => {
        all.push(...chunk.events)
        if (chunk.error) reject(new Error(`replay ended with ${chunk.error.code}`))
        else if (chunk.done) resolve()
      }
      socket.once('disconnect', (reason) => reject(new Error(`replay: disconnected, ${reason}`)))
      for (const chunk of early.splice(0)) if (chunk.id === id) take(chunk)
      replays.set(id, take)
    })
    replays.delete(id)
    return all
  }
  return {
    socket,
    eventsOf: (group) => events.get(group) ?? [],
    resyncs,
    systems,
    ask,
    replay,
    close: () => socket.close(),
  }
}
