import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { clusterIdOf, lockFolder } from './data-folder.js'
import { GroupCoordinator } from './groups/coordinator.js'
import type { Log } from './log.js'
import { lineLog } from './log.js'
import { OpenFiles } from './log/open-files.js'
import { ProducerIds } from './producer-ids.js'
import type { Broker } from './requests/api.js'
import { ByteBudget } from './server/byte-budget.js'
import { serveConnection } from './server/connection.js'
import { dispatch } from './server/dispatch.js'
import { TopicStore } from './topics/topic-store.js'

const maxConnections = 4096
const maxOpenFiles = 512
const maxBufferedBytes = 256 * 1024 * 1024
const groupExpiryIntervalMs = 10 * 60 * 1000
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
  const { dataDir, host = '127.0.0.1', fsync = false, log = lineLog('silent', () => undefined) } = options
  const unlock = lockFolder(dataDir)
  const files = new OpenFiles(maxOpenFiles)
  const shared = { files, fsync, now: Date.now, warn: (message: string) => log.warn(message) }
  let port = 0
  const budget = new ByteBudget(maxBufferedBytes)
  const topics = new TopicStore(join(dataDir, 'topics'), shared)
  const groups = new GroupCoordinator(dataDir, shared)
  const broker: Broker = {
    topics,
    groups,
    producerIds: new ProducerIds(dataDir, fsync),
    clusterId: clusterIdOf(dataDir, fsync),
    addressFor: (localHost) => ({
      host: wildcards.includes(host) ? localHost.replace(/^::ffff:/, '') : host,
      port,
    }),
    budget,
    now: Date.now,
    log,
  }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serveConnection(socket, { budget, log, handle: (frame, peer) => dispatch(frame, peer, broker) })
  })
  server.maxConnections = maxConnections
  const timers = [
    setInterval(() => topics.retain(), options.retentionCheckIntervalMs ?? 5 * 60 * 1000).unref(),
    setInterval(() => groups.expire(), groupExpiryIntervalMs).unref(),
  ]
  const close = (): void => {
    for (const timer of timers) clearInterval(timer)
    groups.close()
    topics.close()
    files.closeAll()
    unlock()
  }
  try {
    port = await listen(options.port)
  } catch (error) {
    close()
    throw error
  }
  return {
    port,
    async stop() {
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
