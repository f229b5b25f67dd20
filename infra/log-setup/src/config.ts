import { defaultPartitions, defaultTopics } from '@hanashi/schemas/topics'

export interface LogSetupConfig {
  readonly brokers: readonly string[]
  readonly registryUrl: string
  readonly groupsTopic: string
  readonly usersTopic: string
  /** Of a new groups topic; one that is there keeps its count. */
  readonly partitions: number
  readonly replication: number
  readonly minInSyncReplicas: number
  /** How long Kafka and the registry may take to answer. */
  readonly waitMs: number
}

/** @throws Error naming the variable that is wrong */
export function readConfig(env: NodeJS.ProcessEnv = process.env): LogSetupConfig {
  const replication = whole(env, 'REPLICATION', 1)
  const minInSyncReplicas = whole(env, 'MIN_ISR', Math.max(1, replication - 1))
  if (minInSyncReplicas > replication) {
    throw new Error(
      `MIN_ISR is ${minInSyncReplicas}, above REPLICATION (${replication}): nothing could be written`,
    )
  }
  return {
    brokers: text(env, 'KAFKA_BROKERS', '127.0.0.1:9092')
      .split(',')
      .map((broker) => broker.trim()),
    registryUrl: url(env, 'SCHEMA_REGISTRY_URL', 'http://127.0.0.1:8081'),
    groupsTopic: text(env, 'GROUPS_TOPIC', defaultTopics.groups),
    usersTopic: text(env, 'USERS_TOPIC', defaultTopics.users),
    partitions: whole(env, 'PARTITIONS', defaultPartitions.groups),
    replication,
    minInSyncReplicas,
    waitMs: whole(env, 'WAIT_MS', 60_000),
  }
}

function text(env: NodeJS.ProcessEnv, name: string, fallback: string): string {
  const value = env[name]?.trim()
  return value === undefined || value === '' ? fallback : value
}

function whole(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const value = text(env, name, String(fallback))
  if (!/^[1-9][0-9]{0,8}$/.test(value)) throw new Error(`${name} is "${value}": use a whole number above 0`)
  return Number(value)
}

function url(env: NodeJS.ProcessEnv, name: string, fallback: string): string {
  const value = text(env, name, fallback)
  if (!URL.canParse(value) || !/^https?:/.test(value)) throw new Error(`${name} is no http(s) address`)
  return value
}
