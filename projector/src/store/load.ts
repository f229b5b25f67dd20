import type { ClientBase } from 'pg'
import { isMessageEvent, type LogEvent } from '@hanashi/schemas/events'
import type { TopicKind } from '@hanashi/schemas/topics'
import { parseUsername, usernameKey } from '@hanashi/schemas/username'
import type { Entry } from '../decode/entry.js'
import { commandKeyOf, messageKeyOf, newLoaded, type Loaded } from '../fold/state.js'

/**
 * Reads the rows that the entries touch, each kind with one question by its primary key; rows that no entry asks for aren't read.
 * `LATERAL … OFFSET 0` is one look-up for each key, whatever the planner believes of the table's size.
 */
export async function load(
  client: ClientBase,
  schema: string,
  kind: TopicKind,
  entries: readonly Entry[],
): Promise<Loaded> {
  const loaded = newLoaded()
  const events = entries.flatMap((entry) => (entry.status === 'event' ? [entry.event] : []))
  const touched = { client, schema, events, loaded }
  await loadParked(touched, new Set(entries.flatMap(({ group }) => (group === null ? [] : [group]))))
  await loadCommands(touched, kind)
  await loadMessages(touched)
  await loadUsers(touched)
  return loaded
}

interface Touched {
  readonly client: ClientBase
  readonly schema: string
  readonly events: readonly LogEvent[]
  readonly loaded: Loaded
}

async function loadParked({ client, schema, loaded }: Touched, groups: ReadonlySet<string>): Promise<void> {
  if (groups.size === 0) return
  // Index: parked_of_group.
  const { rows } = await client.query<{ group_id: string }>({
    name: `parked_${schema}`,
    text: `SELECT DISTINCT group_id FROM ${schema}.parked WHERE group_id = ANY ($1::text[])`,
    values: [[...groups]],
  })
  for (const { group_id } of rows) loaded.parkedGroups.add(group_id)
}

async function loadCommands({ client, schema, events, loaded }: Touched, kind: TopicKind): Promise<void> {
  const commands = events.flatMap((event) => (event.type === 'LogOpened' ? [] : [event]))
  if (commands.length === 0) return
  // Index: commands_pkey.
  const { rows } = await client.query<{ scope: string; command_id: string; actor_id: string }>({
    name: `commands_${schema}`,
    text: `
      SELECT c.scope, c.command_id, c.actor_id
      FROM unnest($1::text[], $2::uuid[]) AS k (scope, command_id)
      CROSS JOIN LATERAL (
        SELECT o.scope, o.command_id, o.actor_id FROM ${schema}.commands o
        WHERE o.scope = k.scope AND o.command_id = k.command_id AND o.kind = $3 OFFSET 0) c`,
    values: [
      commands.map((event) => (isMessageEvent(event) ? event.group : kind)),
      commands.map((event) => event.commandId),
      kind,
    ],
  })
  for (const row of rows) {
    loaded.commandActors.set(commandKeyOf(row.scope, row.command_id), row.actor_id)
  }
}

interface MessageRow {
  group_id: string
  message_id: string
  author_id: string
  author_username: string
  text: string | null
  sent_at_ms: number
  edited_at_ms: number | null
  deleted_at_ms: number | null
  version: number
}

async function loadMessages({ client, schema, events, loaded }: Touched): Promise<void> {
  const messages = events.filter(isMessageEvent)
  if (messages.length === 0) return
  // Index: messages_pkey.
  const { rows } = await client.query<MessageRow>({
    name: `messages_${schema}`,
    text: `
      SELECT m.group_id, m.message_id, m.author_id, m.author_username, m.text, m.version,
        (extract(epoch FROM m.sent_at) * 1000)::bigint AS sent_at_ms,
        (extract(epoch FROM m.edited_at) * 1000)::bigint AS edited_at_ms,
        (extract(epoch FROM m.deleted_at) * 1000)::bigint AS deleted_at_ms
      FROM unnest($1::text[], $2::uuid[]) AS k (group_id, message_id)
      CROSS JOIN LATERAL (
        SELECT o.group_id, o.message_id, o.author_id, o.author_username, o.text, o.version, o.sent_at, o.edited_at, o.deleted_at
        FROM ${schema}.messages o WHERE o.group_id = k.group_id AND o.message_id = k.message_id OFFSET 0) m`,
    values: [messages.map((event) => event.group), messages.map((event) => event.messageId)],
  })
  for (const row of rows) {
    loaded.messages.set(messageKeyOf(row.group_id, row.message_id), {
      stored: true,
      group: row.group_id,
      messageId: row.message_id,
      authorId: row.author_id,
      authorUsername: row.author_username,
      text: row.text,
      sentAtMs: row.sent_at_ms,
      editedAtMs: row.edited_at_ms,
      deletedAtMs: row.deleted_at_ms,
      deleted: row.deleted_at_ms !== null,
      version: row.version,
    })
  }
}

async function loadUsers({ client, schema, events, loaded }: Touched): Promise<void> {
  const created = events.flatMap((event) => (event.type === 'UserCreated' ? [event] : []))
  if (created.length === 0) return
  const keys = created.flatMap(({ username }) => {
    const parsed = parseUsername(username)
    return parsed.ok ? [usernameKey(parsed.value)] : []
  })
  // Indexes: users_pkey, users_by_name.
  const { rows } = await client.query<{ user_id: string; username_key: string }>({
    name: `users_${schema}`,
    text: `
      SELECT user_id, username_key FROM ${schema}.users WHERE user_id = ANY ($1::uuid[])
      UNION
      SELECT user_id, username_key FROM ${schema}.users WHERE username_key = ANY ($2::text[])`,
    values: [created.map(({ userId }) => userId), keys],
  })
  for (const row of rows) {
    loaded.userIds.add(row.user_id)
    loaded.usernameKeys.add(row.username_key)
  }
}
