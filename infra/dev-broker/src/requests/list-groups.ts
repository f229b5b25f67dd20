import { ErrorCode } from '../protocol/errors.js'
import type { Api } from './api.js'
import { throttleTimeMs } from './api.js'

export const listGroups: Api = {
  key: 16,
  name: 'ListGroups',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 3,
  handle({ version, respond }, broker) {
    const response = respond()
    if (version >= 1) response.int32(throttleTimeMs)
    return response.int16(ErrorCode.NONE).array(broker.groups.ids(), (id) => {
      response.string(id).string(broker.groups.group(id)?.protocolType ?? '')
    })
  },
}
