import { createVerifier } from '@hanashi/identity/verifier'
import type { KafkaSettings } from '@hanashi/log/kafka'
import { createSchemaSource } from '@hanashi/log/schema-source'
import { waitForTopic } from '@hanashi/log/wait-for-topic'
import { openReadModel } from '@hanashi/read-model/open'
import { Drain } from '@hanashi/service/drain'
import { createEdge } from '@hanashi/service/edge'
import { createHttpServer } from '@hanashi/service/http-server'
import type { Running } from '@hanashi/service/lifecycle'
import type { Logger } from '@hanashi/service/logger'
import { createMetrics } from '@hanashi/service/metrics'
import { asyncApi } from './asyncapi/document.js'
import { createCommandClient } from './command/command-client.js'
import type { Config } from './config.js'
import { LogEvents } from './log-events.js'
import { createRealtimeMetrics, registerGauges } from './metrics.js'
import { createFindFacts } from './past/find-facts.js'
import type { SessionParts } from './socket/session.js'
import { createSocketServer } from './socket/socket-server.js'
import { openLiveLog, type LiveLog } from './tail/open-live-log.js'
import { version } from './version.js'

/** How old the last answer of Kafka may be while `/ready` still says that it is there. */
const maxSilenceMs = 5_000
const reachTimeoutMs = 10_000

/**
 * Serves at once, and lets sockets in as soon as everything that was in the log has been read. Kafka, the topic and Postgres are waited for
 * however long they take.
 * @param onFatal told of errors after which the process should end
 */
export async function startRealtime(
  config: Config,
  logger: Logger,
  onFatal: (error: unknown) => void,
): Promise<Running & { readonly port: number }> {
  const opening = new AbortController()
  const drain = new Drain()
  const metrics = createMetrics('realtime')
  const counters = createRealtimeMetrics(metrics.registry)
  const commands = createCommandClient(config.commandApiUrl, config.commandTimeoutMs)
  const readModel = await openReadModel({
    databaseUrl: config.databaseUrl,
    poolSize: config.databasePool,
    logger,
    statementTimeoutMs: 5_000,
    applicationName: 'hanashi realtime',
  })
  let log: LiveLog | undefined
  let parts: SessionParts | undefined
  let waitsFor = 'Kafka'

  const logReady = () => {
    if (!log) return { ready: false as const, waitsFor }
    if (!log.primed()) return { ready: false as const, waitsFor: 'the log to be read back' }
    if (Date.now() - log.tail.lastAnswerMs > maxSilenceMs)
      return { ready: false as const, waitsFor: 'an answer of Kafka' }
    return { ready: true as const }
  }
  const app = createEdge({
    name: 'realtime',
    version,
    description: 'Live events of groups over Socket.IO, and their history from any position.',
    logger,
    metrics,
    drain,
    corsOrigins: config.corsOrigins,
    asyncApi,
    ready: {
      log: logReady,
      readModel: async () => {
        await readModel.check()
        return { ready: true }
      },
    },
  })
  const http = createHttpServer(app, { drain, ...('tls' in config && { tls: config.tls }) })
  const sockets = createSocketServer({
    http: http.server,
    verifier: createVerifier(config.verifier),
    parts: () => (log?.primed() ? parts : undefined),
    limits: config.limits,
    onFlood: () => counters.disconnected('flood'),
    maxSockets: config.maxSockets,
    positionsMs: config.positionsMs,
    logger,
  })

  const open = async () => {
    const kafka: KafkaSettings = {
      ...config.kafka,
      clientId: 'hanashi-realtime',
      log: (level, message, extra) => logger[level === 'error' ? 'warn' : level](extra, message),
    }
    const { signal } = opening
    const topic = await waitForTopic(kafka, config.groupsTopic, 'groups', {
      signal,
      waitingFor: (reason) => (waitsFor = reason),
    })
    const opened = await openLiveLog({
      ...config,
      kafka,
      topic,
      logEvents: new LogEvents(createSchemaSource(config.registryUrl), (group) => topic.partitionOf(group)),
      findFacts: createFindFacts(readModel, topic.generation),
      reachTimeoutMs,
      logger,
      onFatal,
    })
    const { feed, past, reach } = opened
    parts = { topic, feed, past, reach, commands, metrics: counters, limits: config.limits }
    log = opened
    registerGauges(metrics.registry, {
      subscriptions: () => sockets.subscriptionCount(),
      scanReaders: () => past.readerCount,
      scansStarted: () => past.started,
      scanReads: () => past.reads,
      lagRecords: () =>
        Array.from({ length: topic.partitionCount }, (_, p) => opened.tail.lag(p)).reduce((a, b) => a + b, 0),
      memoryBytes: () => feed.recent.bytes,
      windowMessages: () => opened.window.size,
    })
    logger.info({ topic: topic.topic, generation: topic.generation }, 'following the log')
  }
  const { port } = await http.listen(config.port, config.host)
  logger.info({ port, host: config.host }, 'listening')
  const opened = open().catch((error: unknown) => {
    if (!opening.signal.aborted) onFatal(error)
  })

  return {
    port,
    async stop() {
      opening.abort()
      await Promise.all([http.stop(), sockets.stop()])
      await opened
      commands.close()
      await log?.close()
      await readModel.close()
    },
  }
}
