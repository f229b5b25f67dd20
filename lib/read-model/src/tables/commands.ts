import type { EventType } from '@hanashi/schemas/events'
import type { TopicKind } from '@hanashi/schemas/topics'

/**
 * Every command in the log, for ever: what a repeated key is answered from. Key: (kind, scope, command_id); the first record in the
 * log's order is kept, also when its event changed nothing (it lost a race): that one was answered.
 */
export interface CommandsTable {
  kind: TopicKind
  /** The group, or `users`. */
  scope: string
  command_id: string
  partition: number
  /** Offset of the first record. */
  seq: number
  actor_id: string
  digest: Buffer
  type: Exclude<EventType, 'LogOpened'>
  occurred_at: string
  message_id: string | null
  user_id: string | null
  /** The version that the event makes of its message; null for users. */
  version: number | null
  /** Whether the event changed something. */
  stood: boolean
}
