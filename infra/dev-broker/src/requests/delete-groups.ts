import type { Api } from './api.js'
import { throttleTimeMs } from './api.js'

export const deleteGroups: Api = {
  key: 42,
  name: 'DeleteGroups',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 2,
  handle({ reader, respond }, broker) {
    const ids = new Set(reader.array(reader.string))
    const response = respond().int32(throttleTimeMs)
    return response.array(ids, (id) => {
      response.string(id).int16(broker.groups.delete(id))
    })
  },
}
