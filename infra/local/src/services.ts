import { join } from 'node:path'
import { projectRoot } from './project.js'

export const serviceNames = ['command-api', 'projector', 'query-api', 'realtime'] as const
export type ServiceName = (typeof serviceNames)[number]

/** What the services have to know of each other and of the parts below them. */
export interface Wiring {
  readonly kafkaBrokers: string
  readonly registryUrl: string
  readonly databaseUrl: string
  readonly jwtSecret: string
  readonly groupsTopic: string
  readonly usersTopic: string
  readonly commandApiUrl: string
}

export function serviceScript(name: ServiceName): string {
  return join(projectRoot, name, 'dist', 'main.js')
}

export const scripts = {
  devBroker: join(projectRoot, 'infra', 'dev-broker', 'dist', 'main.js'),
  registry: join(projectRoot, 'infra', 'registry', 'dist', 'main.js'),
  logSetup: join(projectRoot, 'infra', 'log-setup', 'dist', 'main.js'),
  projectorMigrations: join(projectRoot, 'projector', 'dist', 'migrate.js'),
  commandApiMigrations: join(projectRoot, 'command-api', 'dist', 'migrate.js'),
} as const

/** The environment of every service, migration and set-up step; each reads what it needs. */
export function wiringEnv(wiring: Wiring): Record<string, string> {
  return {
    KAFKA_BROKERS: wiring.kafkaBrokers,
    SCHEMA_REGISTRY_URL: wiring.registryUrl,
    DATABASE_URL: wiring.databaseUrl,
    JWT_SECRET: wiring.jwtSecret,
    GROUPS_TOPIC: wiring.groupsTopic,
    USERS_TOPIC: wiring.usersTopic,
    COMMAND_API_URL: wiring.commandApiUrl,
  }
}
