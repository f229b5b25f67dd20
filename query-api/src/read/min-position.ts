import type { Progress } from '@hanashi/read-model/progress'
import { formatPosition, parsePosition, type Position } from '@hanashi/schemas/position'
import { optionalField } from '@hanashi/service/field'
import { problem } from '@hanashi/service/problem'
import { compareToPlace, type Place } from './place.js'
import { unavailable } from './reader.js'

export const minPositionHeaders = {
  'Min-Position': optionalField(parsePosition, {
    problem: 'invalid-position',
    description: 'Answer only from this position on: read your own writes. Waited for, for a bounded time.',
  }),
}

export const minPositionProblems = [
  'invalid-position',
  'position-gone',
  'position-timeout',
  'group-parked',
  'read-model-unavailable',
] as const

export type AwaitPosition = (
  position: Position | undefined,
  place: Place,
  signal: AbortSignal,
) => Promise<void>

/** Resolves when everything up to the position can be read. @throws Problem, one of {@link minPositionProblems} */
export function createAwaitPosition(progress: Progress, waitMs: number): AwaitPosition {
  return async (position, place, signal) => {
    if (!position) return
    switch (compareToPlace(position, place)) {
      case 'other-generation':
        throw gone()
      case 'other-partition':
        throw problem('invalid-position', 'Min-Position is of another group, or of another kind of thing')
      case 'same':
        break
    }
    const target = {
      ...position,
      kind: place.kind,
      ...(place.group === undefined ? {} : { group: place.group }),
    }
    const waited = await progress.waitFor(target, waitMs, signal)
    switch (waited) {
      case 'reached':
        return
      case 'other-generation':
        throw gone()
      case 'parked':
        throw problem(
          'group-parked',
          'An event of the group could not be read; an operator has to look',
          at(),
        )
      case 'timeout':
        if (progress.nextOffset(place.kind, place.partition) === undefined) throw unavailable()
        throw problem('position-timeout', 'The projection has not got there; ask again', at())
    }

    function at(): { readonly position?: string } {
      const next = progress.nextOffset(place.kind, place.partition)
      if (next === undefined) return {}
      const parked = place.group === undefined ? undefined : progress.firstParked(place.group)
      return { position: formatPosition({ ...place, offset: Math.min(next, parked ?? next) - 1 }) }
    }
  }
}

function gone() {
  return problem('position-gone', 'The log has begun anew since: take a page and go on from its position')
}
