import { defaultPartitions, defaultTopics } from '@hanashi/schemas/topics'
import { EnvError, optional, readEnv, withDefault } from '@hanashi/service/env'
import { integer, text, url } from '@hanashi/service/env-kinds'
import { kafkaConnection, kafkaEnv, type KafkaConnection } from '@hanashi/service/kafka-env'

export interface LogSetupConfig {
  readonly kafka: KafkaConnection
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

/** Every variable that it reads. */
export const variables = {
  ...kafkaEnv,
  SCHEMA_REGISTRY_URL: withDefault(
    url('http', 'https'),
    'http://127.0.0.1:8081',
    'Schema registry; may carry a path',
  ),
  GROUPS_TOPIC: withDefault(text, defaultTopics.groups, 'Topic of the groups'),
  USERS_TOPIC: withDefault(text, defaultTopics.users, 'Topic of the users'),
  PARTITIONS: withDefault(integer(1, 10_000), defaultPartitions.groups, 'Partitions of a new groups topic'),
  REPLICATION: withDefault(integer(1, 100), 1, 'Copies of a new topic'),
  MIN_ISR: optional(
    integer(1, 100),
    'Copies that must have a record before it counts',
    'one below REPLICATION',
  ),
  WAIT_MS: withDefault(integer(1, 3_600_000), 60_000, 'How long Kafka and the registry may take to answer'),
}

/** @throws EnvError naming the variables that are wrong */
export function readConfig(env: NodeJS.ProcessEnv = process.env): LogSetupConfig {
  const values = readEnv(variables, env)
  const replication = values.REPLICATION
  const minInSyncReplicas = values.MIN_ISR ?? Math.max(1, replication - 1)
  if (minInSyncReplicas > replication) {
    throw new EnvError([
      `MIN_ISR is ${minInSyncReplicas}, above REPLICATION (${replication}): nothing could be written`,
    ])
  }
  return {
    kafka: kafkaConnection(values),
    registryUrl: values.SCHEMA_REGISTRY_URL,
    groupsTopic: values.GROUPS_TOPIC,
    usersTopic: values.USERS_TOPIC,
    partitions: values.PARTITIONS,
    replication,
    minInSyncReplicas,
    waitMs: values.WAIT_MS,
  }
}
