import { ErrorCode } from '../protocol/errors.js'
import type { Api } from './api.js'
import { throttleTimeMs } from './api.js'

export const offsetFetch: Api = {
  key: 9,
  name: 'OffsetFetch',
  minVersion: 1,
  maxVersion: 7,
  flexibleFrom: 6,
  handle({ version, reader, respond }, broker) {
    const groupId = reader.string()
    const asked = reader.nullableArray(() => {
      const topic = { name: reader.string(), indexes: reader.array(reader.int32) }
      reader.tags()
      return topic
    })
    if (version >= 7) reader.boolean()
    reader.tags()
    const committed = broker.groups.committed(groupId)
    const topics = asked ?? everything()
    const response = respond()
    if (version >= 3) response.int32(throttleTimeMs)
    response.array(topics, ({ name, indexes }) => {
      response.string(name).array(indexes, (index) => {
        const found = committed?.get(name, index)
        response.int32(index).int64(found?.offset ?? -1)
        if (version >= 5) response.int32(-1)
        response
          .string(found?.metadata ?? '')
          .int16(ErrorCode.NONE)
          .tags()
      })
      response.tags()
    })
    if (version >= 2) response.int16(ErrorCode.NONE)
    return response.tags()

    function everything(): { name: string; indexes: number[] }[] {
      const byTopic = new Map<string, number[]>()
      for (const { topic, index } of committed?.all() ?? [])
        byTopic.set(topic, [...(byTopic.get(topic) ?? []), index])
      return [...byTopic].map(([name, indexes]) => ({ name, indexes }))
    }
  },
}
