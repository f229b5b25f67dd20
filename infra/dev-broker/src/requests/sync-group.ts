import { ErrorCode } from '../protocol/errors.js'
import type { Api } from './api.js'
import { throttleTimeMs } from './api.js'

export const syncGroup: Api = {
  key: 14,
  name: 'SyncGroup',
  minVersion: 0,
  maxVersion: 3,
  flexibleFrom: 4,
  async handle({ version, reader, respond }, broker) {
    const groupId = reader.string()
    const generation = reader.int32()
    const memberId = reader.string()
    const instanceId = version >= 3 ? reader.nullableString() : null
    const assignments = new Map(reader.array(() => [reader.string(), reader.bytes()] as const))
    const group = broker.groups.group(groupId)
    const answer = await group?.sync({ memberId, instanceId, generation, assignments })
    const response = respond()
    if (version >= 1) response.int32(throttleTimeMs)
    return response
      .int16(answer?.error ?? ErrorCode.UNKNOWN_MEMBER_ID)
      .bytes(answer?.assignment ?? Buffer.alloc(0))
  },
}
