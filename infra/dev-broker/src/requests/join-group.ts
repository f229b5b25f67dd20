import type { Api } from './api.js'
import { throttleTimeMs } from './api.js'

export const joinGroup: Api = {
  key: 11,
  name: 'JoinGroup',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 6,
  async handle({ version, clientId, reader, respond, peer }, broker) {
    const groupId = reader.string()
    const sessionTimeoutMs = reader.int32()
    const rebalanceTimeoutMs = version >= 1 ? reader.int32() : sessionTimeoutMs
    const memberId = reader.string()
    const instanceId = version >= 5 ? reader.nullableString() : null
    const protocolType = reader.string()
    const protocols = reader.array(() => ({ name: reader.string(), metadata: reader.bytes() }))
    const answer = await broker.groups.join({
      groupId,
      memberId,
      instanceId,
      clientId,
      clientHost: `/${peer.host}`,
      sessionTimeoutMs,
      rebalanceTimeoutMs: Math.max(0, rebalanceTimeoutMs),
      protocolType,
      protocols,
      needsKnownId: version >= 4,
    })
    const response = respond()
    if (version >= 2) response.int32(throttleTimeMs)
    response
      .int16(answer.error)
      .int32(answer.generation)
      .string(answer.protocol)
      .string(answer.leader)
      .string(answer.memberId)
    return response.array(answer.members, (member) => {
      response.string(member.id)
      if (version >= 5) response.string(member.instanceId)
      response.bytes(member.metadata)
    })
  },
}
