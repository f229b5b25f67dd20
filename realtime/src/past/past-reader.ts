import type { GroupId } from '@hanashi/schemas/group'
import type { ProblemCode } from '@hanashi/schemas/problems'
import type { FeedEvent } from '../feed/feed-event.js'

/** Why a reader of the past has to wait; all pass by themselves. */
export type HoldReason = Extract<
  ProblemCode,
  'read-model-unavailable' | 'projection-behind' | 'group-parked' | 'log-unavailable' | 'upstream-unavailable'
>

/** Something that wants a group's events from the past of a partition, read together with others. All calls are synchronous. */
export interface PastReader {
  readonly group: GroupId
  readonly partition: number
  /** Everything up to here has been given. */
  readonly cursor: number
  ready(): boolean
  /** Calls back once when `ready` may have become true; a later callback takes the place of an earlier one. */
  whenReady(callback: () => void): void
  /** Events of the group, in order: all that stand above the cursor (there may be some from below) up to `upTo`. */
  take(events: readonly FeedEvent[], upTo: number): void
  /** Nothing could be given this time; it is tried again by itself. */
  hold(reason: HoldReason): void
  /** The log doesn't have what comes after the cursor any more. */
  gone(): void
}

export interface PastReaders {
  add(reader: PastReader): void
  remove(reader: PastReader): void
}
