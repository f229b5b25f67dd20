import { isOpenGroup, parseGroupId, type GroupId } from '@hanashi/schemas/group'
import { parsePosition } from '@hanashi/schemas/position'
import type { Failed } from '@hanashi/schemas/socket'
import type { OpenTopic } from '@hanashi/log/open-topic'
import { failure } from '../socket/failure.js'

export type Found<T> = { readonly ok: true; readonly value: T } | Failed

/** The group that a message names, where its sender may read it. */
export function readableGroup(input: string): Found<GroupId> {
  const group = parseGroupId(input)
  if (!group.ok) return failure('invalid-group', group.reason)
  if (!isOpenGroup(group.value))
    return failure('group-not-found', 'There is no such group, or it is not yours.')
  return { ok: true, value: group.value }
}

/** The offset of a position of this group; `other-generation` where the log was another one. */
export function offsetIn(
  topic: OpenTopic,
  group: GroupId,
  input: string,
): Found<number | 'other-generation'> {
  const position = parsePosition(input)
  if (!position.ok) return failure('invalid-position', position.reason)
  const { generation, partition, offset } = position.value
  if (generation[0] !== topic.generation[0])
    return failure('invalid-position', 'That is not a position of a group.')
  if (generation !== topic.generation) return { ok: true, value: 'other-generation' }
  if (partition !== topic.partitionOf(group))
    return failure('invalid-position', 'That is a position of another group.')
  return { ok: true, value: offset }
}
