import { parsePosition } from '@hanashi/schemas/position'

/**
 * How far `a` is beyond `b` in the log, in offsets; undefined where they are of different logs or partitions, or no positions, so that
 * neither is before the other.
 */
export function distance(a: string, b: string): number | undefined {
  const [first, second] = [parsePosition(a), parsePosition(b)]
  if (!first.ok || !second.ok) return undefined
  const same =
    first.value.generation === second.value.generation && first.value.partition === second.value.partition
  return same ? first.value.offset - second.value.offset : undefined
}

/** Whether everything up to `goal` is behind one who is at `position`. */
export function hasReached(position: string, goal: string): boolean {
  const beyond = distance(position, goal)
  return beyond !== undefined && beyond >= 0
}
