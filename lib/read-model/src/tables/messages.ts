/** A message as it is now. Key: (group_id, message_id); (group_id, seq) is unique and the order of pages, for statements that say `seq >= 0`. */
export interface MessagesTable {
  group_id: string
  message_id: string
  partition: number
  /** Offset of the MessageSent that made it. */
  seq: number
  author_id: string
  /** As it was when the message was sent. */
  author_username: string
  kind: string
  /** Null once the message is deleted. */
  text: string | null
  tags: string[]
  reply_to: string | null
  sent_at: string
  edited_at: string | null
  deleted_at: string | null
  version: number
}

/** One row for each tag of a message; its primary key (group_id, tag, seq) is the order of tag pages. Never changes. */
export interface MessageTagsTable {
  group_id: string
  tag: string
  seq: number
}

/**
 * Versions of messages that were ever edited, the first one included; a message that never was has none. Key: (group_id, message_id,
 * version).
 */
export interface MessageVersionsTable {
  group_id: string
  message_id: string
  version: number
  /** Null once the message is deleted. */
  text: string | null
  edited_at: string
  editor_id: string
  editor_username: string
}
