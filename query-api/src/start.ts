import { bearer } from '@hanashi/identity/bearer'
import { createVerifier } from '@hanashi/identity/verifier'
import { openReadModel } from '@hanashi/read-model/open'
import { Progress } from '@hanashi/read-model/progress'
import { Drain } from '@hanashi/service/drain'
import { createEdge } from '@hanashi/service/edge'
import { createHttpServer } from '@hanashi/service/http-server'
import type { Running } from '@hanashi/service/lifecycle'
import type { Logger } from '@hanashi/service/logger'
import { createMetrics } from '@hanashi/service/metrics'
import { readTlsFiles } from '@hanashi/service/tls-files'
import type { Config } from './config.js'
import { createAwaitPosition } from './read/min-position.js'
import { createAsk } from './read/reader.js'
import { readyChecks } from './ready.js'
import { groupPageRoute } from './routes/group-page.js'
import { messageHistoryRoute } from './routes/message-history.js'
import { messagePageRoute } from './routes/message-page.js'
import { oneMessageRoute } from './routes/one-message.js'
import { userRoute } from './routes/user.js'

export interface StartOptions {
  /** Compares every reply with its definition. For tests. */
  readonly checkReplies?: boolean
}

/** Answers at once; until Postgres does, with `read-model-unavailable`. */
export async function startQueryApi(
  config: Config,
  logger: Logger,
  _signal?: AbortSignal,
  { checkReplies = false }: StartOptions = {},
): Promise<Running & { readonly port: number }> {
  const metrics = createMetrics('query-api')
  const drain = new Drain()
  const verifier = createVerifier(config.verifier)
  const databaseUrl = config.DATABASE_URL
  const readModel = await openReadModel({
    databaseUrl,
    poolSize: config.DATABASE_POOL,
    logger,
    statementTimeoutMs: 5_000,
    applicationName: 'hanashi query-api',
  })
  const progress = new Progress({ readModel, databaseUrl, logger })
  await progress.start()
  const reads = {
    ask: createAsk(readModel),
    progress,
    awaitPosition: createAwaitPosition(progress, config.MIN_POSITION_WAIT_MS),
  }
  const app = createEdge({
    name: 'query-api',
    version: '0.1.0',
    description: 'Pages of messages, histories, groups and users, as the projection has them.',
    logger,
    metrics,
    drain,
    corsOrigins: config.CORS_ORIGINS,
    ready: readyChecks(readModel, progress),
    routes: [
      messagePageRoute(reads),
      oneMessageRoute(reads),
      messageHistoryRoute(reads),
      groupPageRoute(reads),
      userRoute(reads),
    ],
    authenticate: (request) => verifier.verify(bearer(request)),
    checkReplies,
  })
  const tls = readTlsFiles(config.TLS_CERT, config.TLS_KEY)
  const server = createHttpServer(app, { drain, ...(tls === undefined ? {} : { tls }) })
  const { port } = await server.listen(config.PORT, config.HOST)
  logger.info({ port }, 'listening')
  return {
    port,
    stop: async () => {
      await server.stop()
      await progress.close()
      await readModel.close()
    },
  }
}
