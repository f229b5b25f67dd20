import { ErrorCode } from '../protocol/errors.js'
import type { Refusal } from '../topics/topic-rules.js'
import { maxPartitions } from '../topics/topic-rules.js'
import type { Api, Broker } from './api.js'
import { throttleTimeMs } from './api.js'

export const createPartitions: Api = {
  key: 37,
  name: 'CreatePartitions',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 2,
  handle({ reader, respond }, broker) {
    const topics = reader.array(() => ({
      name: reader.string(),
      count: reader.int32(),
      assignments: reader.nullableArray(() => reader.array(reader.int32)),
    }))
    reader.int32()
    const validateOnly = reader.boolean()
    const response = respond().int32(throttleTimeMs)
    return response.array(topics, ({ name, count }) => {
      const refusal = refuse(broker, name, count)
      if (refusal === null && !validateOnly) broker.topics.get(name)?.addPartitions(count)
      response
        .string(name)
        .int16(refusal?.error ?? ErrorCode.NONE)
        .string(refusal?.message ?? null)
    })
  },
}

function refuse(broker: Broker, name: string, count: number): Refusal | null {
  const topic = broker.topics.get(name)
  if (topic === undefined)
    return {
      error: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
      message: 'This server does not host this topic-partition.',
    }
  const has = topic.partitions.length
  if (count <= has) {
    const message = `The topic ${name} currently has ${has} partition(s); ${count} would not be an increase.`
    return { error: ErrorCode.INVALID_PARTITIONS, message }
  }
  if (broker.topics.partitionCount() + count - has <= maxPartitions) return null
  return {
    error: ErrorCode.INVALID_PARTITIONS,
    message: `The dev broker holds at most ${maxPartitions} partitions.`,
  }
}
