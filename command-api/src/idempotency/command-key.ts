import { uuidV7TimeMs } from '@hanashi/schemas/ids'
import type { TopicKind } from '@hanashi/schemas/topics'

/** A command that may be a repetition: who gives it, and what it asks for. */
export interface KeyedCommand {
  readonly kind: TopicKind
  /** The group, or `users`. */
  readonly scope: string
  readonly commandId: string
  readonly actorId: string
  readonly digest: Buffer
}

/** Nobody can have sent it more than this ago, so that looking for an earlier attempt would find nothing. */
export const freshMs = 5_000
/** While Postgres is away, a key of at most this age is taken for unused. */
export const freshEnoughMs = 5 * 60_000
/** How far a client's clock may be ahead of ours. */
const aheadMs = 1_000

/** Whether `commandId` is a UUIDv7 that was made at most `ageMs` ago. */
export function isYounger(commandId: string, ageMs: number, nowMs: number): boolean {
  const madeMs = uuidV7TimeMs(commandId)
  return madeMs !== undefined && madeMs <= nowMs + aheadMs && nowMs - madeMs < ageMs
}
