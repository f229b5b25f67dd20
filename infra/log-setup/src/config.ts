import { EnvError, optional, readEnv, withDefault } from '@hanashi/service/env'
import { integer, text, url } from '@hanashi/service/env-kinds'
import { kafkaConnection, kafkaEnv, type KafkaConnection } from '@hanashi/service/kafka-env'
import { defaultPartitions, defaultTopics } from '@hanashi/schemas/topics'

const count = integer(1, 999_999_999)

export const variables = {
  ...kafkaEnv,
  SCHEMA_REGISTRY_URL: withDefault(
    url('http', 'https'),
    'http://127.0.0.1:8081',
    'Where the schemas are registered; may carry a path, a user and a password',
  ),
  GROUPS_TOPIC: withDefault(text, defaultTopics.groups, 'Topic of the groups'),
  USERS_TOPIC: withDefault(text, defaultTopics.users, 'Topic of the users'),
  PARTITIONS: withDefault(
    count,
    defaultPartitions.groups,
    'Partitions of a new groups topic; one that is there keeps its count',
  ),
  REPLICATION: withDefault(integer(1, 32_767), 1, 'Replicas of each partition of a new topic'),
  MIN_ISR: optional(
    integer(1, 32_767),
    'min.insync.replicas of a new topic',
    'one less than REPLICATION, at least 1',
  ),
  WAIT_MS: withDefault(count, 60_000, 'How long Kafka and the registry may take to answer, in milliseconds'),
}

export interface LogSetupConfig {
  readonly kafka: KafkaConnection
  readonly registryUrl: string
  readonly groupsTopic: string
  readonly usersTopic: string
  readonly partitions: number
  readonly replication: number
  readonly minInSyncReplicas: number
  readonly waitMs: number
}

/** @throws EnvError naming every variable that is missing or wrong */
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
