import { randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'
import { createTestDatabase } from '@hanashi/local/testing/database'
import { testToken } from '@hanashi/local/testing/token'
import { migrateReadModel } from '@hanashi/read-model/migrate'
import { formatNotice, progressChannel } from '@hanashi/read-model/notice'
import { readModelVersion, schemaName } from '@hanashi/read-model/version'
import { partitionOf } from '@hanashi/schemas/partition'
import type { TopicKind } from '@hanashi/schemas/topics'
import { createLogger } from '@hanashi/service/logger'
import { readConfig } from '../config.js'
import { startQueryApi } from '../start.js'

export const schema = schemaName(readModelVersion)
export const partitions = 12
export const generation = 'g1test'

export interface MessageRow {
  readonly group: string
  readonly messageId: string
  readonly seq: number
  readonly text: string | null
  readonly tags: readonly string[]
  readonly authorId: string
}

export interface Api {
  readonly client: pg.Client
  get(
    path: string,
    headers?: Record<string, string>,
  ): Promise<{ readonly status: number; readonly body: Body; readonly headers: Headers }>
  insert(rows: readonly Partial<MessageRow>[]): Promise<MessageRow[]>
  /** As a projector does it: the offset, and the notice. */
  advance(kind: TopicKind, partition: number, nextOffset: number): Promise<void>
  readonly token: string
  readonly url: string
  stop(): Promise<void>
}

/** Any answer; a test looks at what it expects. */
export interface Body {
  readonly [field: string]: unknown
  readonly messages?: readonly { readonly [field: string]: unknown; readonly messageId: string }[]
  readonly groups?: readonly { readonly [field: string]: unknown; readonly group: string }[]
  readonly position?: string
  readonly before?: string
  readonly after?: string
  readonly code?: string
}

export interface ApiOptions {
  /** Without the rows that a projector makes at its first start. */
  readonly unopened?: boolean
  readonly env?: Record<string, string>
}

/** The service on an empty read model of its own; what the projector would write, the test writes. */
export async function startApi({ unopened = false, env = {} }: ApiOptions = {}): Promise<Api> {
  const databaseUrl = await createTestDatabase()
  await migrateReadModel({ databaseUrl })
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  if (!unopened) await openProgress(client)
  const secret = randomBytes(32).toString('hex')
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: databaseUrl,
    JWT_SECRET: secret,
    MIN_POSITION_WAIT_MS: '300',
    LOG_LEVEL: 'silent',
    ...env,
  })
  const service = await startQueryApi(
    config,
    createLogger({ name: 'query-api', level: 'silent' }),
    undefined,
    {
      checkReplies: true,
    },
  )
  const url = `http://127.0.0.1:${service.port}`
  const token = testToken(secret, { userId: randomUUID(), username: 'reader' })
  return {
    client,
    url,
    token,
    get: async (path, headers = {}) => {
      const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}`, ...headers } })
      return { status: response.status, body: (await response.json()) as Body, headers: response.headers }
    },
    insert: (rows) => insert(client, rows),
    advance: async (kind, partition, nextOffset) => {
      await client.query(
        `UPDATE ${schema}.progress SET next_offset = $3 WHERE kind = $1 AND partition = $2`,
        [kind, partition, nextOffset],
      )
      const notice = formatNotice({ schema, kind, partition, nextOffset, parkedChanged: false })
      await client.query('SELECT pg_notify($1, $2)', [progressChannel, notice])
    },
    stop: async () => {
      await service.stop()
      await client.end()
    },
  }
}

export async function openProgress(client: pg.Client): Promise<void> {
  await client.query(
    `INSERT INTO ${schema}.progress (kind, partition, topic, generation)
      SELECT 'groups', p, 'groups', $1 FROM generate_series(0, $2::int - 1) p
      UNION ALL SELECT 'users', 0, 'users', 'u1test'`,
    [generation, partitions],
  )
}

async function insert(client: pg.Client, rows: readonly Partial<MessageRow>[]): Promise<MessageRow[]> {
  const full = rows.map((row, i): MessageRow => ({
    group: 'global',
    messageId: randomUUID(),
    seq: i + 1,
    text: `message ${i}`,
    tags: [],
    authorId: '00000000-0000-7000-8000-000000000001',
    ...row,
  }))
  await client.query(
    `INSERT INTO ${schema}.messages
        (group_id, message_id, partition, seq, author_id, author_username, kind, text, tags, sent_at, version, deleted_at)
      SELECT r."group", r."messageId", r.partition, r.seq, r."authorId", 'name-then', 'text', r.text,
        ARRAY(SELECT json_array_elements_text(r.tags)), to_timestamp(1700000000 + r.seq),
        CASE WHEN r.text IS NULL THEN 2 ELSE 1 END, CASE WHEN r.text IS NULL THEN to_timestamp(1800000000) END
      FROM json_to_recordset($1) AS r
        ("group" text, "messageId" uuid, partition int, seq bigint, "authorId" uuid, text text, tags json)`,
    [JSON.stringify(full.map((row) => ({ ...row, partition: partitionOf(row.group, partitions) })))],
  )
  await client.query(
    `INSERT INTO ${schema}.message_tags (group_id, tag, seq)
      SELECT m.group_id, t, m.seq FROM ${schema}.messages m, unnest(m.tags) t ON CONFLICT DO NOTHING`,
  )
  await client.query(
    `INSERT INTO ${schema}.groups (group_id, last_activity, message_count, last_seq)
      SELECT group_id, max(sent_at), count(*), max(seq) FROM ${schema}.messages GROUP BY group_id
      ON CONFLICT (group_id) DO UPDATE SET last_activity = excluded.last_activity, last_seq = excluded.last_seq,
        message_count = excluded.message_count`,
  )
  await client.query(
    `UPDATE ${schema}.progress p SET next_offset = s.seq + 1
      FROM (SELECT partition, max(seq) AS seq FROM ${schema}.messages GROUP BY partition) s
      WHERE p.kind = 'groups' AND p.partition = s.partition`,
  )
  return full
}
