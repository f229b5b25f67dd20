import { isoTime, messageColumns, messageJson } from './json.js'

export interface GroupRow {
  readonly json: string
  readonly group_id: string
  readonly last_activity_ms: number
}

/**
 * Open groups, last activity first. Parameters: $1 and $2 the cursor (milliseconds since the epoch and group, exclusive), $3 limit.
 * Indexes: groups_by_activity, then messages_in_order and progress_pkey for each row.
 */
export function groupsSql(schema: string): string {
  return `
    WITH page AS MATERIALIZED (
      SELECT g.group_id, g.last_activity, g.message_count, g.last_seq
      FROM ${schema}.groups g
      WHERE (g.last_activity, g.group_id) < (to_timestamp($1::bigint / 1000.0), $2::text) AND g.group_id NOT LIKE 'p.%'
      ORDER BY g.last_activity DESC, g.group_id DESC LIMIT $3)
    SELECT page.group_id, (extract(epoch FROM page.last_activity) * 1000)::bigint AS last_activity_ms,
      '{"group":"' || page.group_id || '","messageCount":' || page.message_count
        || ',"lastActivityAt":"' || ${isoTime('page.last_activity')} || '"'
        || coalesce(',"lastMessage":{' || (
          SELECT ${messageJson(schema, 'm', 'p.generation')}
          FROM (SELECT ${messageColumns('l')} FROM ${schema}.messages l
            WHERE l.group_id = page.group_id AND l.seq = page.last_seq AND l.seq >= 0) m
          JOIN ${schema}.progress p ON p.kind = 'groups' AND p.partition = m.partition) || '}', '')
        || '}' AS json
    FROM page ORDER BY page.last_activity DESC, page.group_id DESC`
}
