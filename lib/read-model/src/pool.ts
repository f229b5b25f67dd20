import pg from 'pg'

/** The logger of a service; pino fits. */
export interface ReadModelLogger {
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
}

export interface PoolSettings {
  readonly databaseUrl: string
  readonly poolSize: number
  readonly logger: ReadModelLogger
  /** Ends a statement that takes longer; 10 s unless told. */
  readonly statementTimeoutMs?: number
  readonly applicationName?: string
}

const int8Oid = 20
const timestampOids = [1082, 1114, 1184]

/** `bigint` as a number (ours are offsets, below 2^53), times as Postgres writes them. */
export const columnTypes = new pg.TypeOverrides()
columnTypes.setTypeParser(int8Oid, Number)
for (const oid of timestampOids) columnTypes.setTypeParser(oid, (value: string) => value)

export function clientConfig(settings: {
  readonly databaseUrl: string
  readonly applicationName?: string
}): pg.ClientConfig {
  return {
    connectionString: settings.databaseUrl,
    application_name: settings.applicationName ?? 'hanashi',
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
    types: columnTypes,
  }
}

/** Connections are made when they are needed; one that breaks while idle is logged and replaced. */
export function createPool(settings: PoolSettings): pg.Pool {
  const pool = new pg.Pool({
    ...clientConfig(settings),
    max: settings.poolSize,
    idleTimeoutMillis: 60_000,
    statement_timeout: settings.statementTimeoutMs ?? 10_000,
    // A server that hangs without closing: the answer is given up a little after Postgres would have ended the statement.
    query_timeout: (settings.statementTimeoutMs ?? 10_000) + 2_000,
  })
  // A connection that breaks while it is in use fails its query, or the next one; without a listener it would end the process.
  pool.on('connect', (client) => {
    client.on('error', (error) => settings.logger.warn({ err: error }, 'a database connection broke'))
  })
  pool.on('error', (error) => settings.logger.warn({ err: error }, 'an idle database connection was lost'))
  return pool
}
