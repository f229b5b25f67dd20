import { ErrorCode } from '../protocol/errors.js'
import type { Refusal } from '../topics/topic-rules.js'
import { refuseConfigs } from '../topics/topic-rules.js'
import type { Api, Broker } from './api.js'
import { throttleTimeMs } from './api.js'
import { topicResource } from './describe-configs.js'

/** What is not named goes back to its default. */
export const alterConfigs: Api = {
  key: 33,
  name: 'AlterConfigs',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 2,
  handle({ reader, respond }, broker) {
    const resources = reader.array(() => ({
      type: reader.int8(),
      name: reader.string(),
      configs: new Map(reader.array(() => [reader.string(), reader.nullableString()] as const)),
    }))
    const validateOnly = reader.boolean()
    const response = respond().int32(throttleTimeMs)
    return response.array(resources, ({ type, name, configs }) => {
      const refusal = setTopicConfigs(broker, { type, name, configs, validateOnly })
      response
        .int16(refusal?.error ?? ErrorCode.NONE)
        .string(refusal?.message ?? null)
        .int8(type)
        .string(name)
    })
  },
}

export interface ConfigChange {
  readonly type: number
  readonly name: string
  readonly configs: ReadonlyMap<string, string | null>
  readonly validateOnly: boolean
}

/** Null when it is done, or would be. Only topics can be changed. */
export function setTopicConfigs(
  broker: Broker,
  { type, name, configs, validateOnly }: ConfigChange,
): Refusal | null {
  if (type !== topicResource)
    return { error: ErrorCode.INVALID_REQUEST, message: 'Only topics can be configured here.' }
  const topic = broker.topics.get(name)
  if (topic === undefined)
    return { error: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, message: `The topic '${name}' does not exist.` }
  const refusal = refuseConfigs(configs)
  if (refusal === null && !validateOnly)
    topic.configure(new Map([...configs].map(([key, value]) => [key, value ?? ''])))
  return refusal
}
