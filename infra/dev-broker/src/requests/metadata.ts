import { ErrorCode } from '../protocol/errors.js'
import { refuseName } from '../topics/topic-rules.js'
import type { Api } from './api.js'
import { nodeId, throttleTimeMs } from './api.js'

/** Topics are never made by asking for them (`auto.create.topics.enable=false`). */
export const metadata: Api = {
  key: 3,
  name: 'Metadata',
  minVersion: 0,
  maxVersion: 6,
  flexibleFrom: 9,
  handle({ version, reader, respond, peer }, broker) {
    const asked = reader.nullableArray(reader.string)
    if (version >= 4) reader.boolean()
    const wantsAll = asked === null || (version === 0 && asked.length === 0)
    const names = wantsAll ? [...broker.topics.all()].map((topic) => topic.name) : new Set(asked)
    const { host, port } = broker.addressFor(peer.localHost)
    const response = respond(1024)
    if (version >= 3) response.int32(throttleTimeMs)
    response.array([nodeId], () => {
      response.int32(nodeId).string(host).int32(port)
      if (version >= 1) response.string(null)
    })
    if (version >= 2) response.string(broker.clusterId)
    if (version >= 1) response.int32(nodeId)
    return response.array(names, (name) => {
      const topic = broker.topics.get(name)
      const missing = refuseName(name)?.error ?? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
      response.int16(topic === undefined ? missing : ErrorCode.NONE).string(name)
      if (version >= 1) response.boolean(false)
      response.array(topic?.partitions.keys() ?? [], (partition) => {
        response.int16(ErrorCode.NONE).int32(partition).int32(nodeId)
        response.array([nodeId], (replica) => response.int32(replica))
        response.array([nodeId], (replica) => response.int32(replica))
        if (version >= 5) response.array([], () => undefined)
      })
    })
  },
}
