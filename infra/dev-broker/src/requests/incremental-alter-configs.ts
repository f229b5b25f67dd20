import { ErrorCode } from '../protocol/errors.js'
import { topicConfigs } from '../topics/topic-configs.js'
import { setTopicConfigs } from './alter-configs.js'
import type { Api, Broker } from './api.js'
import { throttleTimeMs } from './api.js'

const deleted = 1
const appended = 2
const subtracted = 3

interface Operation {
  readonly key: string
  readonly kind: number
  readonly value: string | null
}

export const incrementalAlterConfigs: Api = {
  key: 44,
  name: 'IncrementalAlterConfigs',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 1,
  handle({ reader, respond }, broker) {
    const resources = reader.array(() => ({
      type: reader.int8(),
      name: reader.string(),
      operations: reader.array(() => ({
        key: reader.string(),
        kind: reader.int8(),
        value: reader.nullableString(),
      })),
    }))
    const validateOnly = reader.boolean()
    const response = respond().int32(throttleTimeMs)
    return response.array(resources, ({ type, name, operations }) => {
      const configs = apply(broker, name, operations)
      const refusal = setTopicConfigs(broker, { type, name, configs, validateOnly })
      response
        .int16(refusal?.error ?? ErrorCode.NONE)
        .string(refusal?.message ?? null)
        .int8(type)
        .string(name)
    })
  },
}

function apply(broker: Broker, name: string, operations: readonly Operation[]): Map<string, string | null> {
  const configs = new Map<string, string | null>(broker.topics.get(name)?.configs)
  for (const { key, kind, value } of operations) {
    const list = (configs.get(key) ?? topicConfigs.get(key)?.fallback ?? '').split(',').filter(Boolean)
    const others = list.filter((item) => item !== value)
    if (kind === deleted) configs.delete(key)
    else if (kind === appended) configs.set(key, [...others, value].join(','))
    else if (kind === subtracted) configs.set(key, others.join(','))
    else configs.set(key, value)
  }
  return configs
}
