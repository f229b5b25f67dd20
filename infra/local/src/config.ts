/** The only reader of the environment in this package. */

export interface LocalConfig {
  /** `https` when the services are told to speak TLS by TLS_CERT and TLS_KEY. */
  readonly scheme: 'http' | 'https'
  /** Of this shell: what the services inherit, so that LOG_LEVEL or CORS_ORIGINS can be set for one start. */
  readonly environment: NodeJS.ProcessEnv
}

export function readLocalConfig(env: NodeJS.ProcessEnv = process.env): LocalConfig {
  return { scheme: env['TLS_CERT'] ? 'https' : 'http', environment: env }
}

/** Ours without what would change Postgres' behaviour (`PGDATA`, `PGPORT`, a locale that this machine lacks). */
export function postgresEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C.UTF-8' }
}
