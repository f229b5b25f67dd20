import { ErrorCode } from '../protocol/errors.js'
import type { Api } from './api.js'
import { throttleTimeMs } from './api.js'

export const heartbeat: Api = {
  key: 12,
  name: 'Heartbeat',
  minVersion: 0,
  maxVersion: 3,
  flexibleFrom: 4,
  handle({ version, reader, respond }, broker) {
    const groupId = reader.string()
    const generation = reader.int32()
    const memberId = reader.string()
    const instanceId = version >= 3 ? reader.nullableString() : null
    const error = broker.groups.group(groupId)?.heartbeat(memberId, instanceId, generation)
    const response = respond()
    if (version >= 1) response.int32(throttleTimeMs)
    return response.int16(error ?? ErrorCode.UNKNOWN_MEMBER_ID)
  },
}
