import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { Log } from './log.js'
import { lineLog } from './log.js'
import { openBroker } from './open-broker.js'
import type { Peer } from './server/connection.js'
import { serveConnection } from './server/connection.js'
import { dispatch } from './server/dispatch.js'

const maxConnections = 4096
const retentionCheckIntervalMs = 5 * 60 * 1000
const wildcards = ['0.0.0.0', '::']

export interface DevBrokerOptions {
  /** Made where it is missing. One broker at a time. */
  readonly dataDir: string
  /** Default 127.0.0.1. Clients are told this host, or for a wildcard the address that they reached. */
  readonly host?: string
  /** 0 takes a free one. */
  readonly port: number
  /** Answer only what would survive a power cut. Without it, what was answered survives `kill -9`. */
  readonly fsync?: boolean
  readonly log?: Log
  /** Default 5 minutes, as in Kafka. */
  readonly retentionCheckIntervalMs?: number
}

export interface DevBroker {
  readonly port: number
  /** Closes connections and files. What was answered is on disk with or without it; with it the next start reads less. */
  stop(): Promise<void>
}

/**
 * Starts the broker and resolves when it answers. Throws a DataFolderError where another broker uses the folder, and Node's
 * error where the port or the folder can't be had.
 */
export async function startDevBroker(options: DevBrokerOptions): Promise<DevBroker> {
  const { host = '127.0.0.1', log = lineLog('silent', () => undefined) } = options
  let port = 0
  const named = (localHost: string): string =>
    wildcards.includes(host) ? localHost.replace(/^::ffff:/, '') : host
  const { broker, close } = openBroker({
    fsync: false,
    retentionCheckIntervalMs,
    ...options,
    log,
    addressFor: (localHost) => ({ host: named(localHost), port }),
  })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    const handle = (frame: Buffer, peer: Peer): Promise<Buffer | null> => dispatch(frame, peer, broker)
    serveConnection(socket, { budget: broker.budget, log, handle })
  })
  server.maxConnections = maxConnections
  try {
    port = await listen(options.port)
    server.on('error', (error) => log.error('the listener reports an error', error))
  } catch (error) {
    close()
    throw error
  }
  return {
    port,
    async stop() {
      if (!server.listening) return
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
      close()
    },
  }

  function listen(wanted: number): Promise<number> {
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen({ port: wanted, host, backlog: 1024 }, () => resolve(portOf(server.address())))
    })
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The broker listens on no port.')
  return address.port
}
