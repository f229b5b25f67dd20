import { resolve } from 'node:path'
import { defaultTopics } from '@hanashi/schemas/topics'

/** The only reader of the environment in this package. */

export interface LocalConfig {
  /** `https` when the services are told to speak TLS by TLS_CERT and TLS_KEY. */
  readonly scheme: 'http' | 'https'
  /** Of this shell: what the services inherit, so that LOG_LEVEL or CORS_ORIGINS can be set for one start. */
  readonly environment: NodeJS.ProcessEnv
  /** GROUPS_TOPIC and USERS_TOPIC: on a Kafka of several users the names may have to be others. */
  readonly groupsTopic: string
  readonly usersTopic: string
}

export function readLocalConfig(env: NodeJS.ProcessEnv = process.env): LocalConfig {
  return {
    scheme: env['TLS_CERT'] ? 'https' : 'http',
    environment: env,
    groupsTopic: env['GROUPS_TOPIC'] || defaultTopics.groups,
    usersTopic: env['USERS_TOPIC'] || defaultTopics.users,
  }
}

/** HANASHI_DATA: another folder than `.data/`, for a second stack from one clone. */
export function readDataFolder(fallback: string, env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env['HANASHI_DATA'] || fallback)
}

/** Ours without what would change Postgres' behaviour (`PGDATA`, `PGPORT`, a locale that this machine lacks). */
export function postgresEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C.UTF-8' }
}
