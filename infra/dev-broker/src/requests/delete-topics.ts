import { ErrorCode } from '../protocol/errors.js'
import type { Api } from './api.js'
import { throttleTimeMs } from './api.js'

/** The offsets that groups committed for a topic go with it. */
export const deleteTopics: Api = {
  key: 20,
  name: 'DeleteTopics',
  minVersion: 1,
  maxVersion: 3,
  flexibleFrom: 4,
  handle({ reader, respond }, broker) {
    const names = new Set(reader.array(reader.string))
    reader.int32()
    const response = respond().int32(throttleTimeMs)
    return response.array(names, (name) => {
      const deleted = broker.topics.delete(name)
      if (deleted) broker.groups.forgetTopic(name)
      response.string(name).int16(deleted ? ErrorCode.NONE : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
    })
  },
}
