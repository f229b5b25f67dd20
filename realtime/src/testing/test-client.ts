import type {
  ClientToServer,
  EventView,
  ReplayChunk,
  ResyncReason,
  ServerToClient,
} from '@hanashi/schemas/socket'
import { io, type Socket } from 'socket.io-client'
import { testToken } from './test-realtime.js'

type Requests = { readonly [Name in keyof ClientToServer]: Parameters<ClientToServer[Name]>[0] }
type Answers = {
  readonly [Name in keyof ClientToServer]: Parameters<NonNullable<Parameters<ClientToServer[Name]>[1]>>[0]
}

/** A plain Socket.IO client that keeps what it saw. */
export interface TestClient {
  readonly socket: Socket<ServerToClient, ClientToServer>
  readonly events: EventView[]
  readonly frames: number[]
  readonly positions: Readonly<Record<string, string>>[]
  readonly resyncs: { readonly group: string; readonly reason: ResyncReason }[]
  readonly system: Parameters<ServerToClient['system']>[0][]
  readonly connectErrors: Error[]
  ask<Name extends keyof ClientToServer>(name: Name, request: Requests[Name]): Promise<Answers[Name]>
  /** A whole replay, each chunk acknowledged. */
  replay(
    request: Requests['replay'],
  ): Promise<{ readonly events: readonly EventView[]; readonly chunks: readonly ReplayChunk[] }>
  close(): void
}

export async function connect(url: string, token = testToken()): Promise<TestClient> {
  const client = connecting(url, token)
  await new Promise<void>((resolve, reject) => {
    client.socket.once('connect', resolve)
    client.socket.once('connect_error', reject)
  })
  return client
}

export function connecting(url: string, token: unknown = testToken(), options: object = {}): TestClient {
  const socket: TestClient['socket'] = io(url, {
    auth: { token },
    transports: ['websocket'],
    forceNew: true,
    ...options,
  })
  const client: TestClient = {
    socket,
    events: [],
    frames: [],
    positions: [],
    resyncs: [],
    system: [],
    connectErrors: [],
    ask: (name, request) =>
      new Promise((resolve) => {
        const untyped: { emit(name: string, ...args: readonly unknown[]): unknown } = socket
        untyped.emit(name, request, resolve)
      }),
    replay: (request) => replay(client, request),
    close: () => socket.close(),
  }
  socket.on('events', (events) => {
    client.events.push(...events)
    client.frames.push(events.length)
  })
  socket.on('positions', (positions) => client.positions.push(positions))
  socket.on('resync', (message) => client.resyncs.push(message))
  socket.on('system', (message) => client.system.push(message))
  socket.on('connect_error', (error) => client.connectErrors.push(error))
  return client
}

async function replay(client: TestClient, request: Requests['replay']) {
  const chunks: ReplayChunk[] = []
  let id: string | undefined
  let done: () => void
  const finished = new Promise<void>((resolve) => (done = resolve))
  const onChunk: ServerToClient['replay'] = (chunk, ack) => {
    if (id !== undefined && chunk.id !== id) return
    chunks.push(chunk)
    ack()
    if (chunk.done) done()
  }
  client.socket.on('replay', onChunk)
  const answer = await client.ask('replay', request)
  if (!answer.ok) throw new Error(JSON.stringify(answer.error))
  id = answer.id
  await finished
  client.socket.off('replay', onChunk)
  return { events: chunks.flatMap(({ events }) => events), chunks }
}
