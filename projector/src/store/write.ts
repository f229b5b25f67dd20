import type { ClientBase } from 'pg'
import type { Differences } from '../fold/state.js'
import { commands, messages, messageTags, messageVersions, users } from './copy-targets.js'
import { copyRows } from './copy.js'

export interface WriteAt {
  readonly client: ClientBase
  readonly schema: string
  readonly kind: string
  readonly topic: string
  readonly partition: number
}

/** Writes what a fold found, in bulk; to be called by the partition's owner within its transaction, so that no new row is there already. */
export async function write(at: WriteAt, differences: Differences): Promise<void> {
  const { client, schema } = at
  await copyRows(client, schema, messages, differences.newMessages)
  await copyRows(client, schema, messageTags, tagRows(differences))
  await changeMessages(at, differences)
  await scrubVersions(at, differences)
  await copyRows(client, schema, messageVersions, differences.newVersions)
  await changeGroups(at, differences)
  await copyRows(client, schema, users, differences.users)
  await copyRows(client, schema, commands, differences.commands)
  await park(at, differences)
}

function tagRows({ newMessages }: Differences) {
  return newMessages.flatMap(({ group, seq, tags }) => tags.map((tag) => ({ group, tag, seq })))
}

async function changeMessages({ client, schema }: WriteAt, { changedMessages }: Differences): Promise<void> {
  if (changedMessages.size === 0) return
  const changed = [...changedMessages]
  await client.query({
    name: `change_messages_${schema}`,
    text: `
      UPDATE ${schema}.messages m
      SET text = d.text, version = d.version, edited_at = to_timestamp(d.edited_at_ms / 1000.0),
        deleted_at = to_timestamp(d.deleted_at_ms / 1000.0)
      FROM unnest($1::text[], $2::uuid[], $3::text[], $4::int[], $5::bigint[], $6::bigint[])
        AS d (group_id, message_id, text, version, edited_at_ms, deleted_at_ms)
      WHERE m.group_id = d.group_id AND m.message_id = d.message_id`,
    values: [
      changed.map(({ group }) => group),
      changed.map(({ messageId }) => messageId),
      changed.map(({ text }) => text),
      changed.map(({ version }) => version),
      changed.map(({ editedAtMs }) => editedAtMs),
      changed.map(({ deletedAtMs }) => deletedAtMs),
    ],
  })
}

async function scrubVersions({ client, schema }: WriteAt, { scrubbed }: Differences): Promise<void> {
  if (scrubbed.size === 0) return
  const messages = [...scrubbed]
  await client.query({
    name: `scrub_versions_${schema}`,
    text: `
      UPDATE ${schema}.message_versions v SET text = NULL
      FROM unnest($1::text[], $2::uuid[]) AS d (group_id, message_id)
      WHERE v.group_id = d.group_id AND v.message_id = d.message_id`,
    values: [messages.map(({ group }) => group), messages.map(({ messageId }) => messageId)],
  })
}

async function changeGroups({ client, schema }: WriteAt, { groups }: Differences): Promise<void> {
  if (groups.size === 0) return
  const changes = [...groups.values()]
  await client.query({
    name: `change_groups_${schema}`,
    text: `
      INSERT INTO ${schema}.groups AS g (group_id, last_activity, message_count, last_seq)
      SELECT group_id, to_timestamp(last_activity_ms / 1000.0), added, last_seq
      FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) AS d (group_id, last_activity_ms, added, last_seq)
      ON CONFLICT (group_id) DO UPDATE SET
        last_activity = excluded.last_activity,
        message_count = g.message_count + excluded.message_count,
        last_seq = greatest(g.last_seq, excluded.last_seq)`,
    values: [
      [...groups.keys()],
      changes.map(({ lastActivityMs }) => lastActivityMs),
      changes.map(({ addedMessages }) => addedMessages),
      changes.map(({ lastSeq }) => lastSeq),
    ],
  })
}

async function park(
  { client, schema, kind, topic, partition }: WriteAt,
  { parked }: Differences,
): Promise<void> {
  if (parked.length === 0) return
  await client.query({
    name: `park_${schema}`,
    text: `
      INSERT INTO ${schema}.parked (kind, partition, seq, topic, group_id, reason)
      SELECT $1, $2::int, seq, $3, group_id, reason
      FROM unnest($4::bigint[], $5::text[], $6::text[]) AS d (seq, group_id, reason)`,
    values: [
      kind,
      partition,
      topic,
      parked.map(({ offset }) => offset),
      parked.map(({ group }) => group),
      parked.map(({ reason }) => cleanReason(reason)),
    ],
  })
}

/** What Postgres can take, of bounded length: a reason may quote a name out of a foreign schema. */
function cleanReason(reason: string): string {
  return reason.replaceAll('\0', ' ').slice(0, 500)
}
