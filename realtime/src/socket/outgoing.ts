import type { EventEmitter } from 'node:events'
import type { Frame } from '../feed/frame.js'

/** The parts of engine.io's socket (6.6) that this needs; checked when a socket connects. */
export interface Connection extends EventEmitter {
  readonly transport: EventEmitter
  write(packet: string, options: object): unknown
  close(): void
}

export interface OutgoingLimits {
  /** A client for which more than this waits when something comes is too slow; a single large frame is not its fault. */
  readonly maxQueuedBytes: number
  /** Below this many it may be given more of the past. */
  readonly readyBytes: number
}

/** How long a client has to take the last words before its connection is cut. */
const lastWordsMs = 5_000

/**
 * What waits to be sent to one client: packets in engine.io's queue and bytes that the kernel hasn't taken. Counted as they come, so that
 * a slow client is noticed at its bound and costs the others nothing.
 */
export class Outgoing {
  readonly #connection: Connection
  readonly #webSocket: WebSocketParts
  readonly #limits: OutgoingLimits
  readonly #onTooSlow: () => void
  readonly #waiting = new Map<object, () => void>()
  #packetBytes = 0
  #tooSlow = false

  /** @param onTooSlow called once, in a tick of its own */
  constructor(connection: Connection, limits: OutgoingLimits, onTooSlow: () => void) {
    this.#connection = connection
    this.#webSocket = webSocketOf(connection)
    this.#limits = limits
    this.#onTooSlow = onTooSlow
    connection.on('packetCreate', (packet: unknown) => this.#queued(packet))
    connection.on('flush', () => (this.#packetBytes = 0))
    connection.transport.on('drain', () => this.#drained())
  }

  get queuedBytes(): number {
    return this.#packetBytes + this.#webSocket.bufferedAmount
  }

  ready(): boolean {
    return this.queuedBytes < this.#limits.readyBytes
  }

  /** Calls back once when {@link ready} may have become true; a later callback of the same owner takes the place of an earlier one. */
  whenReady(owner: object, callback: () => void): void {
    this.#waiting.set(owner, callback)
  }

  write(frame: Frame): void {
    this.#connection.write(frame.packet, frame.options)
  }

  /** Drops what engine.io hasn't begun to send, so that the next packet is the first. What the client has is then a prefix. */
  dropQueued(): void {
    const queued: unknown = Reflect.get(this.#connection, 'writeBuffer')
    if (Array.isArray(queued)) queued.length = 0
    this.#packetBytes = 0
  }

  /** Closes the connection once what is queued has been sent, or in five seconds. The client sees a lost connection and comes back by itself. */
  close(): void {
    this.#connection.close()
    const timer = setTimeout(() => this.#webSocket.terminate(), lastWordsMs)
    this.#connection.once('close', () => clearTimeout(timer))
  }

  #queued(packet: unknown): void {
    const tooMuch = this.queuedBytes > this.#limits.maxQueuedBytes
    this.#packetBytes += bytesOf(packet)
    if (this.#tooSlow || !tooMuch) return
    this.#tooSlow = true
    setImmediate(this.#onTooSlow)
  }

  #drained(): void {
    if (this.#waiting.size === 0 || !this.ready()) return
    const callbacks = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const callback of callbacks) callback()
  }
}

interface WebSocketParts {
  readonly bufferedAmount: number
  terminate(): void
}

function webSocketOf(connection: Connection): WebSocketParts {
  const webSocket: unknown = Reflect.get(connection.transport, 'socket')
  if (!isWebSocket(webSocket)) throw new Error('engine.io is not the version that this was written for (6.6)')
  return webSocket
}

function isWebSocket(input: unknown): input is WebSocketParts {
  return (
    typeof input === 'object' &&
    input !== null &&
    'bufferedAmount' in input &&
    typeof input.bufferedAmount === 'number' &&
    'terminate' in input &&
    typeof input.terminate === 'function'
  )
}

/** Of a packet of engine.io; frames that all sockets share count for each. */
function bytesOf(packet: unknown): number {
  if (typeof packet !== 'object' || packet === null || !('data' in packet)) return 8
  return typeof packet.data === 'string' ? packet.data.length + 8 : 8
}
