import { bearer } from '@hanashi/identity/bearer'
import { createVerifier } from '@hanashi/identity/verifier'
import { createPool } from '@hanashi/read-model/pool'
import { readModelVersion, schemaName } from '@hanashi/read-model/version'
import { Drain } from '@hanashi/service/drain'
import { createEdge } from '@hanashi/service/edge'
import { createHttpServer } from '@hanashi/service/http-server'
import type { Running } from '@hanashi/service/lifecycle'
import type { Logger } from '@hanashi/service/logger'
import { createMetrics } from '@hanashi/service/metrics'
import { readTlsFiles } from '@hanashi/service/tls-files'
import type { Config } from './config.js'
import { createProjectionMetrics } from './metrics.js'
import { parkedRoute } from './ops/parked.js'
import { projectionsRoute } from './ops/projections.js'
import { Projection } from './projection.js'
import { readyChecks } from './ready.js'
import { writerSettings } from './store/connections.js'

/** The projection and its pages for operators. Answers before Kafka and Postgres do, so that `/ready` can say what it waits for. */
export async function startProjector(
  config: Config,
  logger: Logger,
): Promise<Running & { readonly port: number }> {
  const metrics = createMetrics('projector')
  const drain = new Drain()
  const verifier = createVerifier(config.verifier)
  const schema = schemaName(readModelVersion)
  const pool = createPool({
    ...writerSettings(config.DATABASE_URL),
    poolSize: config.PARTITIONS_AT_ONCE + 3,
    logger,
    applicationName: 'hanashi projector',
    statementTimeoutMs: 30_000,
  })
  const projection = new Projection({
    pool,
    schema,
    kafka: {
      ...config.kafka,
      clientId: 'hanashi-projector',
      log: (level, message, extra) => logger.debug({ ...extra, kafkaLevel: level }, message),
    },
    registryUrl: config.SCHEMA_REGISTRY_URL,
    topics: { groups: config.GROUPS_TOPIC, users: config.USERS_TOPIC },
    partitionsAtOnce: config.PARTITIONS_AT_ONCE,
    metrics: createProjectionMetrics(metrics),
    logger,
  })
  const app = createEdge({
    name: 'projector',
    version: '0.1.0',
    description: 'Folds the log into the read models. Its routes are for operators.',
    logger,
    metrics,
    drain,
    corsOrigins: config.CORS_ORIGINS,
    ready: readyChecks(projection, pool),
    routes: [projectionsRoute({ projection, pool, schema }), parkedRoute({ pool, schema })],
    authenticate: (request) => verifier.verify(bearer(request)),
  })
  const tls = readTlsFiles(config.TLS_CERT, config.TLS_KEY)
  const server = createHttpServer(app, { drain, ...(tls === undefined ? {} : { tls }) })
  const { port } = await server.listen(config.PORT, config.HOST)
  logger.info({ port }, 'listening')
  projection.start()
  return {
    port,
    stop: async () => {
      await Promise.all([projection.stop(), server.stop()])
      await pool.end()
    },
  }
}
