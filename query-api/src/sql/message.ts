import { atPosition, groupAt } from './at.js'
import { authorJson, isoTime, messageJson, optionalText } from './json.js'

export interface OneRow {
  readonly position: string
  /** Null where there is no such message. */
  readonly json: string | null
}

/** Parameters: $1 group, $2 its partition, $3 messageId. Index: messages_pkey. */
export function messageSql(schema: string): string {
  return `
    WITH ${groupAt(schema, '$1', '$2')}
    SELECT ${atPosition} AS position,
      (SELECT '{' || ${messageJson(schema, 'm', 'at.generation')} || ',"at":"' || ${atPosition} || '"}'
        FROM ${schema}.messages m WHERE m.group_id = $1 AND m.message_id = $3) AS json
    FROM at`
}

/**
 * Parameters: $1 group, $2 its partition, $3 messageId. Indexes: messages_pkey, message_versions_pkey. A message that was never
 * edited has no rows of versions: its only one is the message.
 */
export function historySql(schema: string): string {
  return `
    WITH ${groupAt(schema, '$1', '$2')},
    message AS (
      SELECT m.text, m.sent_at, m.deleted_at, m.author_id, m.author_username
      FROM ${schema}.messages m WHERE m.group_id = $1 AND m.message_id = $3),
    stored AS (
      SELECT v.version, v.text, v.edited_at, v.editor_id, v.editor_username
      FROM ${schema}.message_versions v WHERE v.group_id = $1 AND v.message_id = $3),
    versions AS (
      SELECT version, text, edited_at, editor_id, editor_username FROM stored
      UNION ALL
      SELECT 1, text, sent_at, author_id, author_username FROM message WHERE NOT EXISTS (SELECT FROM stored))
    SELECT ${atPosition} AS position,
      (SELECT '{"messageId":"' || $3::uuid || '","group":"' || $1::text || '","versions":[' ||
        (SELECT string_agg('{"version":' || v.version || coalesce(',"text":' || to_json(v.text), '')
          || ',"editedAt":"' || ${isoTime('v.edited_at')} || '","editor":' || ${authorJson(schema, 'v.editor_id', 'v.editor_username')} || '}',
          ',' ORDER BY v.version) FROM versions v)
        || ']' || ${optionalText('deletedAt', isoTime('message.deleted_at'))} || ',"position":"' || ${atPosition} || '"}'
        FROM message) AS json
    FROM at`
}
