import type { EventFacts } from './event-facts.js'

/** What the live end knows of an event of the past. */
export interface LiveKnowledge {
  /** Whether the live end saw it stand; undefined where it wasn't there yet. */
  readonly stood: boolean | undefined
  /** Whether the live end saw its message deleted. */
  readonly deleted: boolean
}

export type PastVerdict = 'stands' | 'redacted' | 'dropped' | 'projection-behind' | 'group-parked'

/**
 * Judges an event that was read from the log's past. Where the projection has been, it decides; beyond it the live end does, as it did
 * for those who were there. An event that neither has judged can't be given to anybody: it might be a copy, or deleted.
 */
export function judgePast(
  facts: EventFacts,
  stoodByFacts: boolean | undefined,
  live: LiveKnowledge,
): PastVerdict {
  const stood = stoodByFacts ?? live.stood
  if (stood === undefined) return facts.parked ? 'group-parked' : 'projection-behind'
  if (!stood) return 'dropped'
  return live.deleted || facts.message?.deleted ? 'redacted' : 'stands'
}
