import type { Socket } from 'node:net'
import { MalformedRequest } from '../protocol/reader.js'
import type { Log } from '../log.js'
import type { ByteBudget } from './byte-budget.js'
import { FrameReader } from './frames.js'

const maxWaitingFrames = 64
const maxWaitingBytes = 1024 * 1024
/** Kafka's `connections.max.idle.ms`. */
const idleTimeoutMs = 10 * 60 * 1000
/** An unfinished request that nothing is added to, or an answer that nobody reads, ends the connection after this. */
const stalledTimeoutMs = 30_000

export interface ConnectionOptions {
  readonly budget: ByteBudget
  readonly log: Log
  /** Answers one request, or null where none is due. A MalformedRequest ends the connection. */
  readonly handle: (frame: Buffer, connection: Peer) => Promise<Buffer | null>
}

export interface Peer {
  readonly host: string
  /** The address that the client reached. */
  readonly localHost: string
  readonly closed: boolean
  /** Calls back when the connection closes; the answer takes it back. */
  onClose(listener: () => void): () => void
}

/**
 * Serves one client: requests in their order, one at a time, as Kafka does. Reading stops while 64 requests or 1 MB wait, and while
 * an answer isn't taken. The connection ends when it breaks the protocol, stalls, or the budget of all connections is spent.
 */
export function serveConnection(socket: Socket, options: ConnectionOptions): void {
  const { budget, log } = options
  const reader = new FrameReader()
  const waiting: Buffer[] = []
  const closeListeners = new Set<() => void>()
  const host = socket.remoteAddress ?? ''
  const peer: Peer = {
    host,
    localHost: socket.localAddress ?? '127.0.0.1',
    get closed() {
      return socket.destroyed
    },
    onClose(listener) {
      closeListeners.add(listener)
      return () => void closeListeners.delete(listener)
    },
  }
  let countedBytes = 0
  let waitingBytes = 0
  let answering = false
  let unreadBytes = 0

  const count = (): boolean => {
    const heldBytes = reader.heldBytes + waitingBytes + unreadBytes
    const fits = budget.change(heldBytes - countedBytes)
    countedBytes = heldBytes
    return fits
  }
  const end = (reason: string): void => {
    log.warn(`connection from ${host} ended: ${reason}`)
    socket.destroy()
  }
  const watch = (): void => {
    const stalls = unreadBytes > 0 || (reader.heldBytes > 0 && !answering)
    socket.setTimeout(stalls ? stalledTimeoutMs : idleTimeoutMs)
  }
  const send = async (answer: Buffer): Promise<void> => {
    if (socket.destroyed || socket.write(answer)) return
    unreadBytes = answer.length
    count()
    watch()
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off('drain', done)
        closeListeners.delete(done)
        resolve()
      }
      socket.on('drain', done)
      closeListeners.add(done)
    })
    unreadBytes = 0
    count()
  }
  const answerWaiting = async (): Promise<void> => {
    answering = true
    for (let frame = waiting.shift(); frame !== undefined && !socket.destroyed; frame = waiting.shift()) {
      const answer = await options.handle(frame, peer)
      if (answer !== null) await send(answer)
      waitingBytes -= frame.length
      if (waiting.length === 0 && socket.isPaused()) socket.resume()
    }
    answering = false
    count()
    watch()
  }
  const fail = (error: unknown): void => {
    if (error instanceof MalformedRequest) return end(error.message)
    log.error(`connection from ${host} ended by a fault of the broker`, error)
    socket.destroy()
  }

  socket.setNoDelay(true)
  watch()
  socket.on('data', (chunk) => {
    try {
      const frames = reader.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
      for (const frame of frames) waitingBytes += frame.length
      waiting.push(...frames)
    } catch (error) {
      return fail(error)
    }
    if (!count()) return end('the requests and answers of all connections hold too much memory')
    if (waiting.length > 0 && !answering) answerWaiting().catch(fail)
    else if (!answering) watch()
    if (waiting.length >= maxWaitingFrames || waitingBytes > maxWaitingBytes) socket.pause()
  })
  socket.on('timeout', () => {
    if (!answering || unreadBytes > 0) end('nothing moved for too long')
  })
  socket.on('error', (error) => log.debug(`connection from ${host}: ${error.message}`))
  socket.on('close', () => {
    budget.change(-countedBytes)
    countedBytes = 0
    waiting.length = 0
    for (const listener of closeListeners) listener()
  })
}
