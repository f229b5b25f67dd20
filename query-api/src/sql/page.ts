import { atPosition, groupAt } from './at.js'
import { messageColumns, messageJson } from './json.js'

export interface PageShape {
  /** `older` comes from just below the cursor downwards, `newer` from just above it upwards. */
  readonly direction: 'older' | 'newer'
  readonly tagged: boolean
}

export interface PageRow {
  readonly position: string
  readonly generation: string
  /** The messages as JSON, separated by commas, newest last; null where there is none. */
  readonly messages: string | null
  readonly first_seq: number | null
  readonly last_seq: number | null
  /** Whether there is a message before the first one. */
  readonly older: boolean | null
}

/**
 * Parameters: $1 group, $2 its partition, $3 the cursor's seq (exclusive), $4 limit, $5 the tag where tagged.
 *
 * Indexes: messages_in_order (group_id, seq; where seq >= 0, which a statement has to say); with a tag message_tags_in_order (group_id, tag, seq), then messages_in_order for each row. A page
 * costs the same wherever it is.
 */
export function pageSql(schema: string, { direction, tagged }: PageShape): string {
  const compare = direction === 'older' ? '<' : '>'
  const order = direction === 'older' ? 'DESC' : 'ASC'
  const columns = messageColumns('m')
  // OFFSET 0 keeps the planner to one look-up for each tagged row: it doesn't know how small the limit is.
  const page = tagged
    ? `page AS MATERIALIZED (
        SELECT ${columns}
        FROM (SELECT t.seq FROM ${schema}.message_tags t
          WHERE t.group_id = $1 AND t.tag = $5 AND t.seq ${compare} $3 ORDER BY t.seq ${order} LIMIT $4) t
        CROSS JOIN LATERAL (SELECT ${messageColumns('l')} FROM ${schema}.messages l
          WHERE l.group_id = $1 AND l.seq = t.seq AND l.seq >= 0 OFFSET 0) m)`
    : `page AS MATERIALIZED (
        SELECT ${columns} FROM ${schema}.messages m
        WHERE m.group_id = $1 AND m.seq >= 0 AND m.seq ${compare} $3 ORDER BY m.seq ${order} LIMIT $4)`
  const older = tagged
    ? `${schema}.message_tags o WHERE o.group_id = $1 AND o.tag = $5 AND o.seq < (SELECT min(seq) FROM page)`
    : `${schema}.messages o WHERE o.group_id = $1 AND o.seq >= 0 AND o.seq < (SELECT min(seq) FROM page)`
  return `
    WITH ${groupAt(schema, '$1', '$2')},
    ${page}
    SELECT ${atPosition} AS position, at.generation,
      (SELECT string_agg('{' || ${messageJson(schema, 'page', 'at.generation')} || '}', ',' ORDER BY page.seq) FROM page) AS messages,
      (SELECT min(seq) FROM page) AS first_seq,
      (SELECT max(seq) FROM page) AS last_seq,
      EXISTS (SELECT FROM ${older}) AS older
    FROM at`
}
