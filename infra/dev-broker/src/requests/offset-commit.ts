import type { CommittedOffset } from '../groups/committed-offsets.js'
import { ErrorCode } from '../protocol/errors.js'
import type { Api, Broker } from './api.js'
import { throttleTimeMs } from './api.js'

/** Kafka's `offset.metadata.max.bytes`. */
const maxMetadataBytes = 4096

export const offsetCommit: Api = {
  key: 8,
  name: 'OffsetCommit',
  minVersion: 2,
  maxVersion: 7,
  flexibleFrom: 8,
  async handle({ version, reader, respond }, broker) {
    const groupId = reader.string()
    const generation = reader.int32()
    const memberId = reader.string()
    const instanceId = version >= 7 ? reader.nullableString() : null
    if (version <= 4) reader.int64()
    const topics = reader.array(() => {
      const topic = reader.string()
      return { topic, partitions: reader.array(() => readPartition(topic)) }
    })
    const refused = mayCommit(broker, { groupId, memberId, instanceId, generation })
    const errors = new Map<CommittedOffset, ErrorCode>()
    for (const committed of topics.flatMap(({ partitions }) => partitions)) {
      const tooLarge =
        Buffer.byteLength(committed.metadata) > maxMetadataBytes
          ? ErrorCode.OFFSET_METADATA_TOO_LARGE
          : ErrorCode.NONE
      const exists = broker.topics.partition(committed.topic, committed.index) !== undefined
      errors.set(
        committed,
        !exists ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : refused === ErrorCode.NONE ? tooLarge : refused,
      )
    }
    await broker.groups.commit(
      groupId,
      [...errors].filter(([, error]) => error === ErrorCode.NONE).map(([committed]) => committed),
    )
    const response = respond()
    if (version >= 3) response.int32(throttleTimeMs)
    return response.array(topics, ({ topic, partitions }) => {
      response.string(topic).array(partitions, (committed) => {
        response.int32(committed.index).int16(errors.get(committed) ?? ErrorCode.NONE)
      })
    })

    function readPartition(topic: string): CommittedOffset {
      const index = reader.int32()
      const offset = reader.int64()
      if (version >= 6) reader.int32()
      return { topic, index, offset, metadata: reader.nullableString() ?? '' }
    }
  },
}

interface Committer {
  readonly groupId: string
  readonly memberId: string
  readonly instanceId: string | null
  readonly generation: number
}

function mayCommit(broker: Broker, { groupId, memberId, instanceId, generation }: Committer): ErrorCode {
  const group = broker.groups.group(groupId)
  if (groupId === '') return ErrorCode.INVALID_GROUP_ID
  if (group !== undefined) return group.mayCommit(memberId, instanceId, generation)
  if (generation < 0) return ErrorCode.NONE
  return broker.groups.committed(groupId) === undefined
    ? ErrorCode.ILLEGAL_GENERATION
    : ErrorCode.UNKNOWN_MEMBER_ID
}
