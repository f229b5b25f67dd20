import { ErrorCode } from '../protocol/errors.js'
import type { Api, Broker } from './api.js'
import { throttleTimeMs } from './api.js'

const latest = -1
const earliest = -2

export const listOffsets: Api = {
  key: 2,
  name: 'ListOffsets',
  minVersion: 1,
  maxVersion: 3,
  flexibleFrom: 6,
  handle({ version, reader, respond }, broker) {
    reader.int32()
    if (version >= 2) reader.int8()
    const topics = reader.array(() => ({
      name: reader.string(),
      partitions: reader.array(() => ({ index: reader.int32(), timestamp: reader.int64() })),
    }))
    const response = respond()
    if (version >= 2) response.int32(throttleTimeMs)
    return response.array(topics, ({ name, partitions }) => {
      response.string(name).array(partitions, ({ index, timestamp }) => {
        const answer = lookUp(broker, name, index, timestamp)
        response.int32(index).int16(answer.error).int64(answer.timestamp).int64(answer.offset)
      })
    })
  },
}

function lookUp(
  broker: Broker,
  topic: string,
  index: number,
  timestamp: number,
): { error: ErrorCode; timestamp: number; offset: number } {
  const none = { error: ErrorCode.NONE, timestamp: -1, offset: -1 }
  const log = broker.topics.partition(topic, index)
  if (log === undefined) return { ...none, error: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION }
  if (timestamp === latest) return { ...none, offset: log.highWatermark }
  if (timestamp === earliest) return { ...none, offset: log.startOffset }
  if (timestamp < 0) return { ...none, error: ErrorCode.UNSUPPORTED_VERSION }
  return { ...none, ...log.firstSince(timestamp) }
}
