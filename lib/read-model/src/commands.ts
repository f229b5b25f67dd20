import type { EventType } from '@hanashi/schemas/events'
import type { TopicKind } from '@hanashi/schemas/topics'
import type { ReadModel } from './open.js'

/** `users` is also the id of a group; `kind` tells them apart. */
export interface CommandKey {
  readonly kind: TopicKind
  /** The group, or `users`. */
  readonly scope: string
  readonly commandId: string
}

/** What the first record of a command in the log says. */
export interface KnownCommand {
  readonly actorId: string
  readonly digest: Buffer
  readonly type: EventType
  readonly position: string
  /** Milliseconds since the epoch. */
  readonly occurredAt: number
  readonly messageId?: string
  readonly userId?: string
  /** The version that the event makes of its message. */
  readonly version?: number
  /** False where it lost a race and changed nothing. */
  readonly stood: boolean
}

/** The key of {@link findCommands}' answer. */
export function commandKey({ kind, scope, commandId }: CommandKey): string {
  return `${kind}/${scope}/${commandId}`
}

interface Row {
  kind: TopicKind
  scope: string
  command_id: string
  actor_id: string
  digest: Buffer
  type: EventType
  position: string
  occurred_at_ms: number
  message_id: string | null
  user_id: string | null
  version: number | null
  stood: boolean
}

/**
 * Those of the commands that the projection has seen, by {@link commandKey}. One query, by the primary key.
 * @throws ReadModelUnavailable, or pg's error
 */
export async function findCommands(
  readModel: ReadModel,
  keys: readonly CommandKey[],
): Promise<Map<string, KnownCommand>> {
  if (keys.length === 0) return new Map()
  const { schema, pool } = readModel
  // Index: commands_pkey; OFFSET 0 makes it one look-up for each key, whatever the planner believes of the table's size.
  const { rows } = await pool.query<Row>({
    name: `find_commands_${schema}`,
    text: `
      SELECT c.kind, c.scope, c.command_id, c.actor_id, c.digest, c.type,
        p.generation || ':' || c.partition || ':' || c.seq AS position,
        (extract(epoch FROM c.occurred_at) * 1000)::bigint AS occurred_at_ms,
        c.message_id, c.user_id, c.version, c.stood
      FROM unnest($1::text[], $2::text[], $3::uuid[]) AS k (kind, scope, command_id)
      CROSS JOIN LATERAL (
        SELECT o.kind, o.scope, o.command_id, o.partition, o.seq, o.actor_id, o.digest, o.type, o.occurred_at, o.message_id,
          o.user_id, o.version, o.stood
        FROM ${schema}.commands o
        WHERE o.scope = k.scope AND o.command_id = k.command_id AND o.kind = k.kind OFFSET 0) c
      JOIN ${schema}.progress p ON p.kind = c.kind AND p.partition = c.partition`,
    values: [keys.map((key) => key.kind), keys.map((key) => key.scope), keys.map((key) => key.commandId)],
  })
  return new Map(
    rows.map((row) => [
      commandKey({ kind: row.kind, scope: row.scope, commandId: row.command_id }),
      knownCommand(row),
    ]),
  )
}

function knownCommand(row: Row): KnownCommand {
  return {
    actorId: row.actor_id,
    digest: row.digest,
    type: row.type,
    position: row.position,
    occurredAt: row.occurred_at_ms,
    stood: row.stood,
    ...(row.message_id === null ? {} : { messageId: row.message_id }),
    ...(row.user_id === null ? {} : { userId: row.user_id }),
    ...(row.version === null ? {} : { version: row.version }),
  }
}
