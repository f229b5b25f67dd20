import { ErrorCode } from '../protocol/errors.js'
import { brokerConfigs, topicConfigs } from '../topics/topic-configs.js'
import type { Api, Broker } from './api.js'
import { nodeId, throttleTimeMs } from './api.js'

export const topicResource = 2
export const brokerResource = 4

const topicSource = 1
const defaultSource = 5

interface Entry {
  readonly name: string
  readonly value: string
  readonly fallback: string | undefined
  readonly overridden: boolean
}

export const describeConfigs: Api = {
  key: 32,
  name: 'DescribeConfigs',
  minVersion: 1,
  maxVersion: 2,
  flexibleFrom: 4,
  handle({ reader, respond }, broker) {
    const resources = reader.array(() => ({
      type: reader.int8(),
      name: reader.string(),
      keys: reader.nullableArray(reader.string),
    }))
    const withSynonyms = reader.boolean()
    const response = respond(4096).int32(throttleTimeMs)
    return response.array(resources, ({ type, name, keys }) => {
      const { error, message, entries } = describe(broker, type, name)
      response.int16(error).string(message).int8(type).string(name)
      response.array(
        entries.filter((entry) => keys === null || keys.includes(entry.name)),
        (entry) => {
          const source = entry.overridden ? topicSource : defaultSource
          response.string(entry.name).string(entry.value).boolean(false).int8(source).boolean(false)
          response.array(withSynonyms ? synonymsOf(entry) : [], ({ value, source: from }) => {
            response.string(entry.name).string(value).int8(from)
          })
        },
      )
    })
  },
}

function synonymsOf({ value, fallback, overridden }: Entry): { value: string; source: number }[] {
  const own = overridden ? [{ value, source: topicSource }] : []
  return fallback === undefined ? own : [...own, { value: fallback, source: defaultSource }]
}

function describe(
  broker: Broker,
  type: number,
  name: string,
): { error: ErrorCode; message: string | null; entries: Entry[] } {
  if (type === topicResource) {
    const topic = broker.topics.get(name)
    if (topic === undefined)
      return { error: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, message: null, entries: [] }
    const entries = [...topicConfigs].map(([key, { fallback }]) => {
      const value = topic.configs.get(key)
      return { name: key, value: value ?? fallback, fallback, overridden: value !== undefined }
    })
    return { error: ErrorCode.NONE, message: '', entries }
  }
  if (type === brokerResource && (name === String(nodeId) || name === '')) {
    const entries = [...brokerConfigs].map(([key, value]) => ({
      name: key,
      value,
      fallback: value,
      overridden: false,
    }))
    return { error: ErrorCode.NONE, message: '', entries: name === '' ? [] : entries }
  }
  return {
    error: ErrorCode.INVALID_REQUEST,
    message: `There is no configuration for ${type} ${name}.`,
    entries: [],
  }
}
