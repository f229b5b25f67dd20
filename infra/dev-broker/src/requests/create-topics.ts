import { ErrorCode } from '../protocol/errors.js'
import type { Refusal } from '../topics/topic-rules.js'
import { maxPartitions, refuseConfigs, refuseName } from '../topics/topic-rules.js'
import type { Api, Broker, Request } from './api.js'
import { nodeId, throttleTimeMs } from './api.js'

interface NewTopic {
  readonly name: string
  readonly partitions: number
  readonly replicationFactor: number
  readonly assignments: readonly { readonly index: number; readonly replicas: readonly number[] }[]
  readonly configs: ReadonlyMap<string, string | null>
}

export const createTopics: Api = {
  key: 19,
  name: 'CreateTopics',
  minVersion: 2,
  maxVersion: 4,
  flexibleFrom: 5,
  handle({ reader, respond }, broker) {
    const topics = reader.array(() => readTopic(reader))
    reader.int32()
    const validateOnly = reader.boolean()
    const response = respond().int32(throttleTimeMs)
    const unique = topics.filter(
      ({ name }, index) => topics.findIndex((other) => other.name === name) === index,
    )
    return response.array(unique, (topic) => {
      const { name } = topic
      const refusal = topics.some((other) => other !== topic && other.name === name)
        ? duplicate
        : refuse(broker, topic)
      if (refusal === null && !validateOnly) create(broker, topic)
      response
        .string(name)
        .int16(refusal?.error ?? ErrorCode.NONE)
        .string(refusal?.message ?? null)
    })
  },
}

const duplicate: Refusal = { error: ErrorCode.INVALID_REQUEST, message: 'Duplicate topic name.' }

function readTopic(reader: Request['reader']): NewTopic {
  return {
    name: reader.string(),
    partitions: reader.int32(),
    replicationFactor: reader.int16(),
    assignments: reader.array(() => ({ index: reader.int32(), replicas: reader.array(reader.int32) })),
    configs: new Map(reader.array(() => [reader.string(), reader.nullableString()] as const)),
  }
}

const partitionsOf = ({ partitions, assignments }: NewTopic): number =>
  assignments.length > 0 ? assignments.length : partitions === -1 ? 1 : partitions

function refuse(broker: Broker, topic: NewTopic): Refusal | null {
  const { name, replicationFactor, assignments } = topic
  const count = partitionsOf(topic)
  const badName = refuseName(name)
  if (badName !== null) return badName
  if (broker.topics.get(name) !== undefined)
    return { error: ErrorCode.TOPIC_ALREADY_EXISTS, message: `Topic '${name}' already exists.` }
  if (assignments.length > 0) {
    if (topic.partitions !== -1 || replicationFactor !== -1)
      return { error: ErrorCode.INVALID_REQUEST, message: 'Counts and assignments exclude each other.' }
    const ours = assignments.every(
      ({ index, replicas }) => index < count && replicas.join() === String(nodeId),
    )
    if (!ours)
      return { error: ErrorCode.INVALID_REPLICA_ASSIGNMENT, message: `There is only broker ${nodeId}.` }
  }
  if (replicationFactor !== -1 && replicationFactor <= 0)
    return {
      error: ErrorCode.INVALID_REPLICATION_FACTOR,
      message: 'Replication factor must be larger than 0, or -1 to use the default value.',
    }
  if (count <= 0)
    return {
      error: ErrorCode.INVALID_PARTITIONS,
      message: 'Number of partitions was set to an invalid non-positive value.',
    }
  if (replicationFactor > 1)
    return {
      error: ErrorCode.INVALID_REPLICATION_FACTOR,
      message: `Unable to replicate the partition ${replicationFactor} time(s): there is one broker.`,
    }
  if (broker.topics.partitionCount() + count > maxPartitions)
    return {
      error: ErrorCode.INVALID_PARTITIONS,
      message: `The dev broker holds at most ${maxPartitions} partitions.`,
    }
  return refuseConfigs(topic.configs)
}

function create(broker: Broker, topic: NewTopic): void {
  const configs = Object.fromEntries([...topic.configs].map(([name, value]) => [name, value ?? '']))
  broker.topics.create({ name: topic.name, partitions: partitionsOf(topic), configs })
}
