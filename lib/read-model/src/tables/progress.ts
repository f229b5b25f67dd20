import type { Generation } from '@hanashi/schemas/position'
import type { TopicKind } from '@hanashi/schemas/topics'

/** How far the projection is. Key: (kind, partition). Whoever changes next_offset owns the partition for that transaction. */
export interface ProgressTable {
  kind: TopicKind
  partition: number
  topic: string
  generation: Generation
  /** Everything below has been projected or parked. */
  next_offset: number
}

/**
 * Records that couldn't be projected, and later ones of the same group. Key: (kind, partition, seq). A group with a row here is
 * parked: true up to the offset before its first row.
 */
export interface ParkedTable {
  kind: TopicKind
  partition: number
  /** Offset of the record. */
  seq: number
  topic: string
  /** Null where the record's key is no group of this partition: then nothing waits behind it. */
  group_id: string | null
  /** Why, without any text of a message. */
  reason: string
  parked_at: string
  /** What an operator asked for; `parked` is nothing. */
  state: 'parked' | 'retry' | 'drop'
}
