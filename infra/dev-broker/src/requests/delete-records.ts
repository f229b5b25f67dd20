import { ErrorCode } from '../protocol/errors.js'
import type { Api, Broker } from './api.js'
import { throttleTimeMs } from './api.js'

export const deleteRecords: Api = {
  key: 21,
  name: 'DeleteRecords',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 2,
  handle({ reader, respond }, broker) {
    const topics = reader.array(() => ({
      name: reader.string(),
      partitions: reader.array(() => ({ index: reader.int32(), offset: reader.int64() })),
    }))
    reader.int32()
    const response = respond().int32(throttleTimeMs)
    return response.array(topics, ({ name, partitions }) => {
      response.string(name).array(partitions, ({ index, offset }) => {
        const { error, startOffset } = deleteBefore(broker, name, index, offset)
        response.int32(index).int64(startOffset).int16(error)
      })
    })
  },
}

/** -1 is the high watermark. */
function deleteBefore(
  broker: Broker,
  topic: string,
  index: number,
  offset: number,
): { error: ErrorCode; startOffset: number } {
  const log = broker.topics.partition(topic, index)
  if (log === undefined) return { error: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, startOffset: -1 }
  if (offset > log.highWatermark || offset < -1)
    return { error: ErrorCode.OFFSET_OUT_OF_RANGE, startOffset: -1 }
  log.deleteBefore(offset === -1 ? log.highWatermark : offset)
  return { error: ErrorCode.NONE, startOffset: log.startOffset }
}
