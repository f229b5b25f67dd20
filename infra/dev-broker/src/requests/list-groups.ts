import { ErrorCode } from '../protocol/errors.js'
import type { Api } from './api.js'
import { throttleTimeMs } from './api.js'

/** Java's group command asks for states, which came with version 4. */
export const listGroups: Api = {
  key: 16,
  name: 'ListGroups',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 3,
  handle({ version, reader, respond }, broker) {
    const states = version >= 4 ? reader.array(reader.string) : []
    reader.tags()
    const stateOf = (id: string): string => broker.groups.group(id)?.state ?? 'Empty'
    const ids = [...broker.groups.ids()].filter((id) => states.length === 0 || states.includes(stateOf(id)))
    const response = respond()
    if (version >= 1) response.int32(throttleTimeMs)
    response.int16(ErrorCode.NONE).array(ids, (id) => {
      response.string(id).string(broker.groups.group(id)?.protocolType ?? '')
      if (version >= 4) response.string(stateOf(id))
      response.tags()
    })
    return response.tags()
  },
}
