import { ErrorCode } from '../protocol/errors.js'
import type { Api } from './api.js'
import { throttleTimeMs } from './api.js'

export const leaveGroup: Api = {
  key: 13,
  name: 'LeaveGroup',
  minVersion: 0,
  maxVersion: 3,
  flexibleFrom: 4,
  handle({ version, reader, respond }, broker) {
    const groupId = reader.string()
    const members =
      version >= 3
        ? reader.array(() => ({ id: reader.string(), instanceId: reader.nullableString() }))
        : [{ id: reader.string(), instanceId: null }]
    const group = broker.groups.group(groupId)
    const answers = members.map((member) => ({
      ...member,
      error: group?.leave(member.id, member.instanceId) ?? ErrorCode.UNKNOWN_MEMBER_ID,
    }))
    const response = respond()
    if (version >= 1) response.int32(throttleTimeMs)
    if (version < 3) return response.int16(answers[0]?.error ?? ErrorCode.NONE)
    return response.int16(ErrorCode.NONE).array(answers, ({ id, instanceId, error }) => {
      response.string(id).string(instanceId).int16(error)
    })
  },
}
