import { metadataFor } from '../groups/member.js'
import { ErrorCode } from '../protocol/errors.js'
import type { Api } from './api.js'
import { throttleTimeMs } from './api.js'

/** Kafka's answer where nobody asked for the operations that are allowed. */
const operationsNotAsked = -0x8000_0000

export const describeGroups: Api = {
  key: 15,
  name: 'DescribeGroups',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 5,
  handle({ version, reader, respond }, broker) {
    const ids = reader.array(reader.string)
    if (version >= 3) reader.boolean()
    const response = respond()
    if (version >= 1) response.int32(throttleTimeMs)
    return response.array(ids, (id) => {
      const group = broker.groups.group(id)
      const state = group?.state ?? (broker.groups.committed(id) === undefined ? 'Dead' : 'Empty')
      const protocol = group?.state === 'Stable' ? group.protocol : null
      response
        .int16(ErrorCode.NONE)
        .string(id)
        .string(state)
        .string(group?.protocolType ?? '')
        .string(protocol ?? '')
      response.array(group?.members ?? [], (member) => {
        response.string(member.id)
        if (version >= 4) response.string(member.instanceId)
        response.string(member.clientId).string(member.clientHost)
        response.bytes(metadataFor(member, protocol)).bytes(member.assignment)
      })
      if (version >= 3) response.int32(operationsNotAsked)
    })
  },
}
