import { createHash } from 'node:crypto'
import { effective, type MessageState } from '@hanashi/schemas/effective'
import type { MessageEvent } from '@hanashi/schemas/events'
import { schemaName, readModelVersion } from '@hanashi/read-model/version'
import pg from 'pg'
import type { TestLog } from './test-log.js'

const schema = schemaName(readModelVersion)

/** Fills the tables that realtime reads, as the projector would, with the events of one partition; `nextOffset` is where it stops. */
export async function project(
  databaseUrl: string,
  log: TestLog,
  partition: number,
  events: readonly (readonly [offset: number, event: MessageEvent])[],
  nextOffset: number,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const states = new Map<string, MessageState>()
  await client.query('BEGIN')
  for (const [offset, event] of events) {
    if (offset >= nextOffset) continue
    const key = `${event.group} ${event.messageId}`
    const after = effective(states.get(key), event)
    if (after) states.set(key, after)
    const at = new Date(event.occurredAt).toISOString()
    await client.query(
      `INSERT INTO ${schema}.commands (kind, scope, command_id, partition, seq, actor_id, digest, type, occurred_at, message_id, version, stood)
       VALUES ('groups', $1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10) ON CONFLICT DO NOTHING`,
      [
        event.group,
        event.commandId,
        partition,
        offset,
        event.actorId,
        createHash('sha256').digest(),
        event.type,
        at,
        event.messageId,
        after !== undefined,
      ],
    )
    if (!after) continue
    await client.query(
      `INSERT INTO ${schema}.messages (group_id, message_id, partition, seq, author_id, author_username, kind, text, tags, sent_at, version, deleted_at)
       VALUES ($1, $2, $3, $4, $5, 'mika', 'text', '', '{}', $6, $7, $8)
       ON CONFLICT (group_id, message_id) DO UPDATE SET version = excluded.version, deleted_at = excluded.deleted_at`,
      [
        event.group,
        event.messageId,
        partition,
        offset,
        event.actorId,
        at,
        after.version,
        after.deleted ? at : null,
      ],
    )
  }
  await client.query(
    `INSERT INTO ${schema}.progress (kind, partition, topic, generation, next_offset) VALUES ('groups', $1, $2, $3, $4)
     ON CONFLICT (kind, partition) DO UPDATE SET next_offset = excluded.next_offset`,
    [partition, log.topic, log.generation, nextOffset],
  )
  await client.query('COMMIT')
  await client.end()
}

/** What a reader of the past sees: the events that stand, texts of deleted messages left out. */
export function folded(events: readonly (readonly [offset: number, event: MessageEvent])[]) {
  const states = new Map<string, MessageState>()
  const standing = events.filter(([, event]) => {
    const after = effective(states.get(event.messageId), event)
    if (after) states.set(event.messageId, after)
    return after !== undefined
  })
  return standing.map(([offset, event]) => {
    const redacted = states.get(event.messageId)?.deleted ?? false
    const text = event.type === 'MessageDeleted' || redacted ? undefined : event.text
    return { offset, type: event.type, text }
  })
}
