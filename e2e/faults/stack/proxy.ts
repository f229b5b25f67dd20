import { createServer, connect, type Socket } from 'node:net'
import { once } from 'node:events'

/** `cut`: connections end, new ones too. `delay`: every byte comes later. `blackhole`: nothing passes and nobody is told. */
export type LinkState =
  { readonly kind: 'open' | 'cut' | 'blackhole' } | { readonly kind: 'delay'; readonly delayMs: number }

export interface Proxy {
  readonly port: number
  readonly set: (state: LinkState) => void
  readonly close: () => Promise<void>
}

/** What waits in one direction of a connection before no more is read. */
const maxHeldBytes = 1024 * 1024

/** Passes bytes on, in order and without losing any, as TCP does; what the state of the link does to them is the fault. */
export async function startProxy(port: number, targetPort: number): Promise<Proxy> {
  let state: LinkState = { kind: 'open' }
  const sockets = new Set<Socket>()
  const pumps = new Set<() => void>()
  const server = createServer((client) => {
    if (state.kind === 'cut') {
      client.destroy()
      return
    }
    const upstream = connect({ port: targetPort, host: '127.0.0.1', noDelay: true })
    client.setNoDelay(true)
    const wake = [oneWay(client, upstream, () => state), oneWay(upstream, client, () => state)]
    for (const one of wake) pumps.add(one)
    const end = () => {
      for (const one of wake) pumps.delete(one)
      for (const socket of [client, upstream]) {
        sockets.delete(socket)
        socket.destroy()
      }
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', end)
      socket.on('close', end)
    }
  })
  server.listen({ port, host: '127.0.0.1' })
  await once(server, 'listening')
  return {
    port,
    set: (next) => {
      state = next
      if (next.kind === 'cut') for (const socket of sockets) socket.destroy()
      else for (const wake of pumps) wake()
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** @returns what looks again whether something may pass */
function oneWay(from: Socket, to: Socket, state: () => LinkState): () => void {
  const held: { readonly chunk: Buffer; readonly dueMs: number }[] = []
  let [heldBytes, blocked] = [0, false]
  const pump = () => {
    while (held[0] !== undefined && !blocked && state().kind !== 'blackhole' && !to.destroyed) {
      const waitMs = held[0].dueMs - performance.now()
      if (waitMs > 0) {
        setTimeout(pump, waitMs + 1).unref()
        return
      }
      const { chunk } = held[0]
      held.shift()
      heldBytes -= chunk.length
      if (heldBytes < maxHeldBytes) from.resume()
      if (to.write(chunk)) continue
      blocked = true
      to.once('drain', () => {
        blocked = false
        pump()
      })
    }
  }
  from.on('data', (chunk: Buffer) => {
    const now = state()
    held.push({ chunk, dueMs: performance.now() + (now.kind === 'delay' ? now.delayMs : 0) })
    heldBytes += chunk.length
    if (heldBytes >= maxHeldBytes) from.pause()
    pump()
  })
  return pump
}
