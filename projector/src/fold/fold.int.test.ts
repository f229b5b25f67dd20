import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogEvent } from '@hanashi/schemas/events'
import type { Entry } from '../decode/entry.js'
import { deleted, edited, group, randomMessageEvents, sent, userCreated } from '../testing/events.js'
import { naiveFold } from '../testing/naive-fold.js'
import { seeded, type Random } from '../testing/random.js'
import { dump, generations, schema, testTables, type TestTables } from '../testing/tables.js'

const general = group('general')
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const head = (n: number, actorId = id(900)) => ({
  commandId: id(n),
  actorId,
  occurredAt: 1_700_000_000_000 + n,
})
const first = sent(general, head(1), { tags: ['red', 'blue'], text: 'one' })
const second = sent(general, head(2, id(901)), { text: 'two', replyTo: first.messageId, sentAt: 1_000 })

/** Events by the handler that they are for; what the handler needs comes before. */
const stories: Record<LogEvent['type'], { kind: 'groups' | 'users'; events: LogEvent[] }> = {
  LogOpened: {
    kind: 'groups',
    events: [{ type: 'LogOpened', generation: generations.groups, partitionCount: 1, createdAt: 1 }, first],
  },
  MessageSent: {
    kind: 'groups',
    events: [first, second, { ...first, occurredAt: 5 }, sent(group('other'), head(1))],
  },
  MessageEdited: {
    kind: 'groups',
    events: [
      first,
      edited(first, head(10), 2),
      edited(first, head(11), 2),
      edited(first, head(12), 5),
      edited(first, head(13), 4),
      edited(second, head(14), 2),
    ],
  },
  MessageDeleted: {
    kind: 'groups',
    events: [
      first,
      edited(first, head(20), 2),
      second,
      deleted(first, head(21), 2),
      deleted(first, head(22), 9),
      edited(first, head(23), 12),
      deleted(second, head(24), 2),
      { ...first, occurredAt: 9 },
    ],
  },
  UserCreated: {
    kind: 'users',
    events: [
      userCreated(head(30, id(30)), 'Kiran'),
      userCreated(head(31, id(31)), 'kiran'),
      userCreated(head(32, id(30)), 'other'),
      userCreated(head(33, id(33)), 'SleepyKitsune42', true),
    ],
  },
}

function entriesOf(kind: 'groups' | 'users', events: readonly LogEvent[], firstOffset = 0): Entry[] {
  return events.map((event, i) => ({
    status: 'event',
    offset: firstOffset + i,
    group: kind === 'groups' && 'group' in event ? event.group : null,
    event,
  }))
}

async function inChunks(
  tables: TestTables,
  kind: 'groups' | 'users',
  entries: readonly Entry[],
  random: Random,
) {
  for (let at = 0; at < entries.length;) {
    const size = 1 + random.int(random.pick([1, 4, 50]))
    const outcome = await tables.project(kind, at, entries.slice(at, at + size))
    expect(outcome).toEqual({ status: 'committed', parked: [] })
    at += Math.min(size, entries.length - at)
  }
}

describe.each(Object.entries(stories))('%s', (_type, { kind, events }) => {
  const all = entriesOf(kind, events)
  const open: TestTables[] = []
  const fresh = async () => {
    const tables = await testTables()
    open.push(tables)
    return tables
  }
  afterAll(() => Promise.all(open.map(({ pool }) => pool.end())))

  it('makes the same tables in one batch, one by one, twice over and with random prefixes repeated', async () => {
    const tables = await fresh()
    await tables.project(kind, 0, all)
    const once = await dump(tables.pool)
    expect(once).toMatchSnapshot()

    await tables.forgetProgress()
    await tables.project(kind, 0, all)
    expect(await dump(tables.pool)).toEqual(once)

    const other = await fresh()
    const random = seeded(events.length)
    for (let round = 0; round < 6; round++) {
      await other.forgetProgress()
      await inChunks(other, kind, all.slice(0, 1 + random.int(all.length)), random)
    }
    await other.forgetProgress()
    await inChunks(other, kind, all, random)
    expect(await dump(other.pool)).toEqual(once)

    // Copies at the end of the log: a command that was given again.
    await other.project(kind, all.length, entriesOf(kind, events, all.length))
    expect(await dump(other.pool)).toEqual(once)
  })
})

describe('random logs', () => {
  let tables: TestTables
  beforeAll(async () => {
    tables = await testTables()
  })
  afterAll(() => tables.pool.end())

  it.each([1, 2, 3, 4, 5])('seed %i: the tables are what a naive fold says', async (seed) => {
    await tables.forgetProgress()
    await tables.pool.query(
      `TRUNCATE ${schema}.messages, ${schema}.message_tags, ${schema}.message_versions, ${schema}.groups, ${schema}.commands`,
    )
    const random = seeded(seed)
    const events = randomMessageEvents(random, 1_200, [general, group('b'), group('c')])
    await inChunks(tables, 'groups', entriesOf('groups', events), random)
    const naive = naiveFold(events)

    const messages = await tables.pool.query<Record<string, unknown>>(
      `SELECT group_id || '/' || message_id AS key, seq, author_id, version, text, deleted_at IS NOT NULL AS deleted
        FROM ${schema}.messages`,
    )
    const expected = [...naive.messages].map(([key, { seq, authorId, version, text, deleted: gone }]) => ({
      key,
      seq,
      author_id: authorId,
      version,
      text,
      deleted: gone,
    }))
    const byKey = (a: { key?: unknown }, b: { key?: unknown }) => (String(a.key) < String(b.key) ? -1 : 1)
    expect(messages.rows.toSorted(byKey)).toEqual(expected.toSorted(byKey))

    const versions = await tables.pool.query<Record<string, unknown>>(
      `SELECT group_id || '/' || message_id || '/' || version AS key, text FROM ${schema}.message_versions`,
    )
    const expectedVersions = [...naive.messages].flatMap(([key, message]) =>
      message.versions.length === 1
        ? []
        : message.versions.map(({ version, text }) => ({ key: `${key}/${version}`, text })),
    )
    expect(versions.rows.toSorted(byKey)).toEqual(expectedVersions.toSorted(byKey))

    const groups = await tables.pool.query<Record<string, unknown>>(
      `SELECT group_id AS key, message_count, last_seq, (extract(epoch FROM last_activity) * 1000)::bigint AS last
        FROM ${schema}.groups`,
    )
    const expectedGroups = [...naive.groups].map(([key, { count, lastSeq, lastActivityMs }]) => ({
      key,
      message_count: count,
      last_seq: lastSeq,
      last: lastActivityMs,
    }))
    expect(groups.rows.toSorted(byKey)).toEqual(expectedGroups.toSorted(byKey))

    const commands = await tables.pool.query<Record<string, unknown>>(
      `SELECT scope || '/' || command_id AS key, seq, stood FROM ${schema}.commands WHERE kind = 'groups'`,
    )
    const expectedCommands = [...naive.commands].map(([key, { seq, stood }]) => ({ key, seq, stood }))
    expect(commands.rows.toSorted(byKey)).toEqual(expectedCommands.toSorted(byKey))
  })
})
