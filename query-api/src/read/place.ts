import type { Progress } from '@hanashi/read-model/progress'
import { isOpenGroup, type GroupId } from '@hanashi/schemas/group'
import { partitionOf } from '@hanashi/schemas/partition'
import type { Generation, Position } from '@hanashi/schemas/position'
import type { TopicKind } from '@hanashi/schemas/topics'
import { problem } from '@hanashi/service/problem'
import { unavailable } from './reader.js'

/** Where in the log something is. */
export interface Place {
  readonly kind: TopicKind
  readonly generation: Generation
  readonly partition: number
  readonly group?: GroupId
}

type Known = Pick<Progress, 'generation' | 'partitionCount'>

/**
 * @throws Problem `group-not-found` for a group that isn't open: nobody is a member of one yet; `read-model-unavailable` until a
 * projector has opened the log
 */
export function placeOfGroup(progress: Known, group: GroupId): Place {
  if (!isOpenGroup(group)) throw problem('group-not-found', 'There is no such group, or it is not yours')
  const { generation, partitionCount } = known(progress, 'groups')
  return { kind: 'groups', generation, partition: partitionOf(group, partitionCount), group }
}

export function placeOfUsers(progress: Known): Place {
  return { kind: 'users', generation: known(progress, 'users').generation, partition: 0 }
}

/** Everything of all groups: any partition will do. */
export function placeOfGroups(progress: Known, position: Position): Place {
  const { generation, partitionCount } = known(progress, 'groups')
  const partition = Math.min(position.partition, partitionCount - 1)
  return { kind: 'groups', generation, partition }
}

function known(progress: Known, kind: TopicKind) {
  const generation = progress.generation(kind)
  const partitionCount = progress.partitionCount(kind)
  if (generation === undefined || partitionCount === undefined) throw unavailable()
  return { generation, partitionCount }
}

/** Whether a position is of this place. `other-partition` also for one of the other topic. */
export function compareToPlace(
  position: Position,
  place: Place,
): 'same' | 'other-generation' | 'other-partition' {
  if (position.generation[0] !== place.generation[0]) return 'other-partition'
  if (position.generation !== place.generation) return 'other-generation'
  return position.partition === place.partition ? 'same' : 'other-partition'
}
