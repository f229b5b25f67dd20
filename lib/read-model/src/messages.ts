import type { ReadModel } from './open.js'

export interface MessageKey {
  readonly group: string
  readonly messageId: string
}

/** What a command has to know of a message to decide. */
export interface FoundMessage {
  readonly authorId: string
  readonly version: number
  readonly deleted: boolean
  /** That of the event that made it. */
  readonly position: string
}

/** The key of {@link findMessages}' answer. */
export function messageKey({ group, messageId }: MessageKey): string {
  return `${group}/${messageId}`
}

interface Row {
  group_id: string
  message_id: string
  author_id: string
  version: number
  deleted: boolean
  position: string
}

/**
 * Those of the messages that are there, deleted ones included, by {@link messageKey}. One query, by the primary key.
 * @throws ReadModelUnavailable, or pg's error
 */
export async function findMessages(
  readModel: ReadModel,
  keys: readonly MessageKey[],
): Promise<Map<string, FoundMessage>> {
  if (keys.length === 0) return new Map()
  const { schema, pool } = readModel
  // Index: messages_pkey; OFFSET 0 makes it one look-up for each key, whatever the planner believes of the table's size.
  const { rows } = await pool.query<Row>({
    name: `find_messages_${schema}`,
    text: `
      SELECT m.group_id, m.message_id, m.author_id, m.version, m.deleted_at IS NOT NULL AS deleted,
        p.generation || ':' || m.partition || ':' || m.seq AS position
      FROM unnest($1::text[], $2::uuid[]) AS k (group_id, message_id)
      CROSS JOIN LATERAL (
        SELECT o.group_id, o.message_id, o.author_id, o.version, o.deleted_at, o.partition, o.seq
        FROM ${schema}.messages o WHERE o.group_id = k.group_id AND o.message_id = k.message_id OFFSET 0) m
      JOIN ${schema}.progress p ON p.kind = 'groups' AND p.partition = m.partition`,
    values: [keys.map((key) => key.group), keys.map((key) => key.messageId)],
  })
  return new Map(
    rows.map((row) => [
      messageKey({ group: row.group_id, messageId: row.message_id }),
      { authorId: row.author_id, version: row.version, deleted: row.deleted, position: row.position },
    ]),
  )
}
