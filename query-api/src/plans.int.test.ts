import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schema, startApi, type Api } from './testing/filled.js'
import { groupsSql } from './sql/groups.js'
import { historySql, messageSql } from './sql/message.js'
import { pageSql } from './sql/page.js'
import { userSql } from './sql/user.js'

/** A node of EXPLAIN's JSON. */
interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly Plans?: readonly Plan[]
}

let full: Api
let empty: Api
beforeAll(async () => {
  ;[full, empty] = await Promise.all([startApi(), startApi()])
  const { client } = full
  await client.query(
    `INSERT INTO ${schema}.messages (group_id, message_id, partition, seq, author_id, author_username, kind, text, tags, sent_at, version)
      SELECT 'group-' || (i % 40), gen_random_uuid(), 0, i, gen_random_uuid(), 'name', 'text', 'text', '{}', now(), 1
      FROM generate_series(1, 40000) i`,
  )
  await client.query(
    `INSERT INTO ${schema}.message_tags (group_id, tag, seq) SELECT group_id, 'tag-' || (seq % 7), seq FROM ${schema}.messages`,
  )
  await client.query(
    `INSERT INTO ${schema}.groups (group_id, last_activity, message_count, last_seq)
      SELECT 'group-' || i, to_timestamp(i), 1, i FROM generate_series(1, 20000) i`,
  )
  await client.query(
    `INSERT INTO ${schema}.users (user_id, username, username_key, anonymous, created_at, seq)
      SELECT gen_random_uuid(), 'user-' || i, 'user-' || i, false, now(), i FROM generate_series(1, 20000) i`,
  )
  await client.query(
    `INSERT INTO ${schema}.message_versions (group_id, message_id, version, text, edited_at, editor_id, editor_username)
      SELECT group_id, message_id, 1, text, sent_at, author_id, 'name' FROM ${schema}.messages`,
  )
  await client.query('ANALYZE')
})
afterAll(() => Promise.all([full.stop(), empty.stop()]))

const questions: readonly [name: string, sql: string, indexes: readonly string[]][] = [
  [
    'the page before',
    pageSql(schema, { direction: 'older', tagged: false }),
    ['messages_in_order', 'users_pkey'],
  ],
  [
    'the page after',
    pageSql(schema, { direction: 'newer', tagged: false }),
    ['messages_in_order', 'users_pkey'],
  ],
  [
    'the page before, by tag',
    pageSql(schema, { direction: 'older', tagged: true }),
    ['message_tags_in_order', 'messages_in_order'],
  ],
  [
    'the page after, by tag',
    pageSql(schema, { direction: 'newer', tagged: true }),
    ['message_tags_in_order', 'messages_in_order'],
  ],
  ['one message', messageSql(schema), ['messages_pkey']],
  ['a history', historySql(schema), ['messages_pkey', 'message_versions_pkey']],
  ['groups', groupsSql(schema), ['groups_by_activity', 'messages_in_order']],
  ['a user', userSql(schema), ['users_by_name']],
]

describe.each([
  ['tables with many rows', () => full],
  // Plans are kept for long: one made on the first day has to be good on the hundredth.
  ['empty tables', () => empty],
] as const)('in %s', (_which, api) => {
  it.each(questions)(
    '%s is found by its indexes: nothing is read in full or sorted',
    async (_name, sql, indexes) => {
      const { rows } = await api().client.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
        `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${sql}`,
      )
      const nodes = flatten(rows[0]!['QUERY PLAN'][0]!.Plan)
      const used = nodes.flatMap((node) => node['Index Name'] ?? [])
      expect(used).toEqual(expect.arrayContaining([...indexes]))
      const read = nodes
        .filter((node) => node['Node Type'] === 'Seq Scan')
        .map((node) => node['Relation Name'])
      expect(read.filter((table) => table !== 'progress' && table !== 'parked')).toEqual([])
      const sorted = nodes.filter(
        (node) =>
          node['Node Type'].includes('Sort') &&
          flatten(node).some((below) => below['Index Name'] !== undefined),
      )
      expect(sorted.map((node) => flatten(node).map((below) => below['Index Name']))).toEqual([])
    },
  )
})

function flatten(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(flatten)]
}
