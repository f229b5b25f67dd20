import type { Progress } from '@hanashi/read-model/progress'
import type { TopicKind } from '@hanashi/schemas/topics'
import type { LogEnds } from '../log/log-ends.js'
import { done, refuse, type Result } from '../result.js'

export interface CatchUpParts {
  readonly logEnds: LogEnds
  readonly progress: Pick<Progress, 'waitFor'>
  readonly waitTimeoutMs: number
}

export interface CatchUpTarget {
  readonly kind: TopicKind
  readonly partition: number
  /** Whose events matter; a parked one is told at once. */
  readonly group?: string
}

/** Resolves once everything is projected that was in the partition when this was called. */
export type CatchUp = (target: CatchUpTarget) => Promise<Result<'caught-up'>>

export function createCatchUp({ logEnds, progress, waitTimeoutMs }: CatchUpParts): CatchUp {
  return async ({ kind, partition, group }) => {
    const end = await logEnds(kind, partition)
    if (end === undefined) return refuse('log-unavailable', 'Nothing was written; try again')
    const target = { kind, partition, offset: end - 1, ...(group === undefined ? {} : { group }) }
    const waited = await progress.waitFor(target, waitTimeoutMs)
    switch (waited) {
      case 'reached':
        return done('caught-up')
      case 'parked':
        return refuse('group-parked', 'An event of this group waits for an operator; try again later')
      case 'other-generation':
      case 'timeout':
        return refuse(
          'projection-behind',
          'Nothing was written, as it is not known yet whether it was before; try again',
        )
    }
  }
}
