import { bearer } from '@hanashi/identity/bearer'
import { createVerifier } from '@hanashi/identity/verifier'
import { FetchClient } from '@hanashi/log/fetch-client'
import type { KafkaSettings } from '@hanashi/log/kafka'
import { openReadModel } from '@hanashi/read-model/open'
import { Progress } from '@hanashi/read-model/progress'
import { Drain } from '@hanashi/service/drain'
import { createEdge } from '@hanashi/service/edge'
import { createHttpServer } from '@hanashi/service/http-server'
import type { Running } from '@hanashi/service/lifecycle'
import type { Logger } from '@hanashi/service/logger'
import { createMetrics } from '@hanashi/service/metrics'
import { problem } from '@hanashi/service/problem'
import { readTlsFiles } from '@hanashi/service/tls-files'
import { appendMetrics } from './append-metrics.js'
import type { Config } from './config.js'
import { createHandlers } from './handlers.js'
import { createCommandLog } from './log/command-log.js'
import { createLogEnds } from './log/log-ends.js'
import { openLog } from './log/open-log.js'
import type { LogState } from './log-state.js'
import { newId } from './new-id.js'
import { readyChecks } from './ready.js'
import type { Handlers } from './routes/context.js'
import { createLimits } from './routes/limits.js'
import { createRoutes } from './routes/routes.js'
import { startSweeping } from './users/start-sweeping.js'
import { tokenMaker } from './users/tokens.js'
import { UsernameClaims } from './users/username-claims.js'

/**
 * Takes commands as soon as the log is open; answers before that, so that `/ready` can say what it waits for. Postgres may come
 * and go.
 */
export async function startCommandApi(config: Config, logger: Logger): Promise<Running> {
  const stopping = new AbortController()
  const kafka: KafkaSettings = {
    ...config.kafka,
    clientId: 'hanashi-command-api',
    log: (level, message, extra) => logger.debug({ ...extra, kafkaLevel: level }, message),
  }
  const metrics = createMetrics('command-api')
  const drain = new Drain()
  const { databaseUrl } = config
  const readModel = await openReadModel({
    databaseUrl,
    poolSize: config.databasePool,
    logger,
    applicationName: 'hanashi command-api',
  })
  const progress = new Progress({ readModel, databaseUrl, logger })
  await progress.start()
  const claims = new UsernameClaims(readModel.pool)
  const ends = new FetchClient(kafka)
  let log: LogState = { status: 'opening', waitsFor: 'Kafka' }
  let handlers: Handlers | undefined
  let stopSweeping: () => void = () => undefined
  const measures = appendMetrics(metrics, () => log)

  const opened = openLog({
    kafka,
    registryUrl: config.registryUrl,
    topics: config.topics,
    appendTimeoutMs: config.appendTimeoutMs,
    signal: stopping.signal,
    waitingFor: (waitsFor) => {
      log = { status: 'opening', waitsFor }
    },
    appended: measures.written,
    appendFailed: (failure) => {
      measures.failed()
      logger.warn(failure, 'an append failed')
    },
  }).then((open) => {
    log = { status: 'open', ...open }
    const commandLog = createCommandLog(open)
    const logEnds = createLogEnds(ends, config.topics, config.waitTimeoutMs)
    const { waitTimeoutMs } = config
    const made = createHandlers({
      log: commandLog,
      logEnds,
      readModel,
      progress,
      claims,
      waitTimeoutMs,
      logger,
    })
    handlers = made.handlers
    stopSweeping = startSweeping({ ...made, claims }, logger)
    logger.info(
      { groups: open.topics.groups.generation, users: open.topics.users.generation },
      'the log is open',
    )
  })
  opened.catch((error: unknown) => {
    // A log that would be corrupted by going on ends the process; see runService.
    if (!stopping.signal.aborted) throw error
  })

  const verifier = createVerifier(config.verifier)
  const app = createEdge({
    name: 'command-api',
    version: '0.1.0',
    description:
      'Takes commands, decides, and appends events to the log. Answers once Kafka has acknowledged them.',
    logger,
    metrics,
    drain,
    corsOrigins: config.corsOrigins,
    ready: readyChecks({ log: () => log, readModel, progress, claims }),
    routes: createRoutes({
      handlers: () => {
        if (handlers !== undefined) return handlers
        const waitsFor = log.status === 'opening' ? log.waitsFor : 'the log'
        throw problem('log-unavailable', `Nothing was written; this instance waits: ${waitsFor}`)
      },
      makeToken: tokenMaker(config.jwtSecret),
      limits: createLimits(config),
      clock: Date.now,
      newId,
    }),
    authenticate: (request) => verifier.verify(bearer(request)),
  })
  app.set('trust proxy', config.trustedProxies)
  const tls = readTlsFiles(config.tlsCert, config.tlsKey)
  const server = createHttpServer(app, { drain, ...(tls === undefined ? {} : { tls }) })
  const { port } = await server.listen(config.port, config.host)
  logger.info({ port }, 'listening')
  return {
    stop: async () => {
      stopping.abort()
      stopSweeping()
      await server.stop({ timeoutMs: 2 * config.appendTimeoutMs + config.waitTimeoutMs })
      await opened.catch(() => undefined)
      if (log.status === 'open') await log.appender.close()
      await Promise.all([ends.close(), progress.close()])
      await readModel.close()
    },
  }
}
