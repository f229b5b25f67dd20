import { join } from 'node:path'
import { dataFolder } from './project.js'

/** Everything in `.data/`. */
export const files = {
  folder: dataFolder,
  lock: join(dataFolder, 'lock'),
  control: join(dataFolder, 'control.json'),
  processes: join(dataFolder, 'processes.json'),
  kafkaChoice: join(dataFolder, 'kafka-choice'),
  jwtSecret: join(dataFolder, 'jwt-secret'),
  postgresPassword: join(dataFolder, 'postgres-password'),
  postgres: join(dataFolder, 'postgres'),
  kafka: join(dataFolder, 'kafka'),
  registry: join(dataFolder, 'registry'),
  logs: join(dataFolder, 'logs'),
  /** The class path of Apache Kafka: no data, and kept by a reset. */
  apacheKafkaCache: join(dataFolder, 'apache-kafka'),
} as const

export function logFile(name: string): string {
  return join(files.logs, `${name}.log`)
}
