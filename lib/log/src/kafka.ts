import { createRequire } from 'node:module'
import { connect as connectTcp, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { Kafka, logLevel, type ISocketFactory, type KafkaConfig } from 'kafkajs'

export interface KafkaSettings {
  /** `host:port` of brokers to begin with. */
  readonly brokers: readonly string[]
  /** Seen in the brokers' logs and quotas. */
  readonly clientId: string
  readonly ssl?: KafkaConfig['ssl']
  readonly sasl?: NonNullable<KafkaConfig['sasl']>
  /** Bound of one request; 10 s unless told. */
  readonly requestTimeoutMs?: number
  readonly log?: KafkaLog
}

/** Where kafkajs' own messages go; it calls broken connections errors although they are retried. */
export type KafkaLog = (level: 'error' | 'warn' | 'info' | 'debug', message: string, extra: object) => void

/** The kafkajs instance that everything else is made from. Doesn't connect. */
export function createKafka(settings: KafkaSettings): Kafka {
  stopIdlePolling()
  finishConnecting()
  const { log } = settings
  return new Kafka({
    brokers: [...settings.brokers],
    clientId: settings.clientId,
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    requestTimeout: settings.requestTimeoutMs ?? 10_000,
    enforceRequestTimeout: true,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
    socketFactory: noDelaySocket,
    ...(settings.ssl === undefined ? {} : { ssl: settings.ssl }),
    ...(settings.sasl === undefined ? {} : { sasl: settings.sasl }),
    logLevel: log ? logLevel.INFO : logLevel.NOTHING,
    logCreator:
      () =>
      ({ level, log: { message, timestamp: _timestamp, logger: _logger, ...extra } }) =>
        log?.(levels[level] ?? 'debug', message, extra),
  })
}

const levels: Partial<Record<logLevel, 'error' | 'warn' | 'info' | 'debug'>> = {
  [logLevel.ERROR]: 'error',
  [logLevel.WARN]: 'warn',
  [logLevel.INFO]: 'info',
}

/** kafkajs leaves Nagle's algorithm on, which holds small requests back. */
const noDelaySocket: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const socket = ssl
    ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }), ...ssl }, onConnect)
    : connectTcp({ host, port }, onConnect)
  socket.setKeepAlive(true, 60_000)
  socket.setNoDelay(true)
  return socket
}

interface RequestQueue {
  readonly pending: readonly unknown[]
  scheduleCheckPendingRequests(): void
}

let idlePollingStopped = false

/** An idle connection of kafkajs 2.2.4 wakes each millisecond to look at an empty queue: 2.5 % of a core for each. */
function stopIdlePolling(): void {
  if (idlePollingStopped) return
  idlePollingStopped = true
  const load = createRequire(import.meta.url)
  const { prototype } = load('kafkajs/src/network/requestQueue') as { readonly prototype: RequestQueue }
  // oxlint-disable-next-line typescript/unbound-method -- called with the queue as `this` below
  const { scheduleCheckPendingRequests } = prototype
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) scheduleCheckPendingRequests.call(this)
  }
}

interface Broker {
  readonly versions: object | null
  isConnected(): boolean
}

let connectingFinished = false

/**
 * kafkajs 2.2.4 takes a broker for connected as soon as the socket is, also when the request that has to come first was never
 * answered; every later request then throws "Broker not connected", for ever. So such a broker isn't connected, and
 * connecting again finishes what was begun.
 */
function finishConnecting(): void {
  if (connectingFinished) return
  connectingFinished = true
  const load = createRequire(import.meta.url)
  const { prototype } = load('kafkajs/src/broker') as { readonly prototype: Broker }
  // oxlint-disable-next-line typescript/unbound-method -- called with the broker as `this` below
  const { isConnected } = prototype
  prototype.isConnected = function (this: Broker) {
    return this.versions !== null && isConnected.call(this)
  }
}
