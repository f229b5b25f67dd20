import type { OpenTopic } from '@hanashi/log/open-topic'
import type { ReplayChunk, ServerToClient } from '@hanashi/schemas/socket'
import type { CommandClient } from '../command/command-client.js'
import type { Feed } from '../feed/feed.js'
import type { Metrics } from '../metrics.js'
import type { PastReaders } from '../past/past-reader.js'
import type { Reach } from '../tail/reach.js'
import type { Limits } from './limits.js'
import { Outgoing, type Connection } from './outgoing.js'
import { Replays } from './replays.js'
import { Subscriptions } from './subscriptions.js'
import { slowConsumer } from './system-messages.js'
import { TokenBucket } from './token-bucket.js'

/** What all sockets share. */
export interface SessionParts {
  readonly topic: OpenTopic
  readonly feed: Feed
  readonly past: PastReaders
  readonly reach: Reach
  readonly commands: CommandClient
  readonly metrics: Metrics
  readonly limits: Limits
}

/** The parts of a Socket.IO socket that a session needs. */
export interface ClientSocket {
  readonly conn: Connection
  emit<Name extends keyof ServerToClient>(name: Name, ...message: Parameters<ServerToClient[Name]>): unknown
  timeout(ms: number): { emit(name: 'replay', chunk: ReplayChunk, done: (error: unknown) => void): unknown }
  /** Ends it in a way after which clients don't come back by themselves. */
  disconnect(close: true): unknown
}

type LastWords = Parameters<ServerToClient['system']>[0]

/** One connected client: who it is, what it follows, and what it may still ask. */
export class Session {
  readonly token: string
  readonly parts: SessionParts
  readonly subscriptions: Subscriptions
  readonly replays: Replays
  readonly #socket: ClientSocket
  readonly #outgoing: Outgoing
  readonly #messages: TokenBucket
  #commands = 0
  #ended = false

  constructor(socket: ClientSocket, token: string, parts: SessionParts) {
    const { limits, topic, metrics, feed, past } = parts
    this.token = token
    this.parts = parts
    this.#socket = socket
    this.#outgoing = new Outgoing(socket.conn, limits, () => this.#tooSlow())
    this.#messages = new TokenBucket(
      { perSecond: limits.messagesPerSecond, burst: limits.messageBurst },
      Date.now(),
    )
    const positionAt = (partition: number, offset: number) => topic.positionAt(partition, offset)
    this.subscriptions = new Subscriptions(
      limits.maxSubscriptions,
      { feed, past, outgoing: this.#outgoing, metrics, maxCatchUpBytes: limits.maxCatchUpBytes, positionAt },
      (group, reason) => socket.emit('resync', { group, reason }),
    )
    this.replays = new Replays(limits.maxReplays, {
      feed,
      past,
      positionAt,
      maxHeldMs: limits.maxReplayHeldMs,
      send: (chunk, done) => this.#sendChunk(chunk, done),
    })
  }

  get queuedBytes(): number {
    return this.#outgoing.queuedBytes
  }

  mayAsk(): boolean {
    return this.#messages.take(Date.now())
  }

  /** Takes one of the places for commands that wait for command-api; {@link commandDone} gives it back. */
  mayCommand(): boolean {
    if (this.#commands >= this.parts.limits.maxCommandsInFlight) return false
    this.#commands++
    return true
  }

  commandDone(): void {
    this.#commands--
  }

  sendPositions(): void {
    if (this.#ended || this.subscriptions.size === 0) return
    this.#socket.emit('positions', this.subscriptions.positions())
  }

  /** Nothing is delivered after this. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.subscriptions.stop()
    this.replays.stop()
  }

  /** Says why, and closes the connection once that has gone out, or in five seconds. */
  disconnect(words: LastWords): void {
    if (this.#ended) return
    this.end()
    this.parts.metrics.disconnected(words.code)
    this.#socket.emit('system', words)
    if (!words.reconnect) this.#socket.disconnect(true)
    this.#outgoing.close()
  }

  #tooSlow(): void {
    if (this.#ended) return
    this.#outgoing.dropQueued()
    this.disconnect(slowConsumer(Math.round(Math.random() * 1_000)))
  }

  #sendChunk(chunk: ReplayChunk, done: (acknowledged: boolean) => void): void {
    this.#socket
      .timeout(this.parts.limits.replayAckMs)
      .emit('replay', chunk, (error: unknown) => done(!error && !this.#ended))
  }
}
