/** A group that has had a message. Key: group_id. */
export interface GroupsTable {
  group_id: string
  /** occurredAt of the last event that stood, in the log's order. */
  last_activity: string
  /** Messages ever sent, deleted ones included. */
  message_count: number
  /** seq of the last message. */
  last_seq: number
}
