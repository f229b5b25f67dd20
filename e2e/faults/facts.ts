import type { KafkaKind } from './stack/kafka-target.js'

/** What a verdict has to know of a run beside its journals. */
export interface RunFacts {
  readonly seed: number
  readonly minutes: number
  readonly kafka: KafkaKind
  readonly perSecond: number
  readonly clockOffsetMs: number
  readonly plannedFaults: number
  readonly groups: readonly string[]
  /** Names of the realtime instances by their addresses. */
  readonly realtimes: Readonly<Record<string, string>>
  /** When the last fault was healed and every service said that it is ready. */
  readonly healedAt: number
  readonly endedAt: number
}
