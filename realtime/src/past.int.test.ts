import { createKafka } from '@hanashi/log/kafka'
import type { MessageEvent } from '@hanashi/schemas/events'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { deleted, edited, sent } from './testing/events.js'
import { folded, project } from './testing/project.js'
import { eventually } from './testing/eventually.js'
import { connect, type TestClient } from './testing/test-client.js'
import { createTestLog, type TestLog } from './testing/test-log.js'
import { startTestRealtime, type TestRealtime } from './testing/test-realtime.js'

/** Nothing is in memory and nothing was seen live: everything comes from Kafka and is judged by the read model. */
const onlyPast = {
  MEMORY_BYTES: '1024',
  WINDOW_MS: '1',
  READ_BACK_RECORDS: '1',
  SCAN_BYTES: '4096',
  CATCH_UP_RECORDS: '5000',
}

let log: TestLog
let realtime: TestRealtime
const clients: TestClient[] = []
type Placed = readonly [number, MessageEvent]
let story: readonly Placed[]
let end: number

async function client() {
  const made = await connect(realtime.url)
  clients.push(made)
  return made
}

const seen = (events: TestClient['events']) =>
  events.map(({ position, type, text }) => ({ offset: Number(position.split(':')[2]), type, text }))

/** A story with copies, edits that lost, deletes, and other groups between. */
function makeStory(): MessageEvent[] {
  const events: MessageEvent[] = []
  for (let i = 0; i < 200; i++) {
    const message = sent('story', `m${i}`)
    events.push(message, sent('elsewhere', 'noise'))
    if (i % 5 === 0) events.push({ ...message, occurredAt: message.occurredAt + 1 })
    if (i % 3 === 0) events.push(edited(message, 2, `e${i}`), edited(message, 2, `lost${i}`))
    if (i % 7 === 0) events.push(deleted(message, 3), edited(message, 4, `late${i}`))
  }
  return events
}

beforeAll(async () => {
  log = await createTestLog(1)
  const events = makeStory()
  const offsets: number[] = []
  // In batches: Kafka gives none in parts.
  for (let i = 0; i < events.length; i += 10) offsets.push(...(await log.append(events.slice(i, i + 10))))
  const placed = events.map((event, i): Placed => [offsets[i]!, event])
  story = placed.filter(([, { group }]) => group === 'story')
  end = offsets.at(-1)! + 1
  realtime = await startTestRealtime(log, onlyPast)
  await project(realtime.databaseUrl, log, 0, placed, end)
})
afterAll(async () => {
  for (const one of clients) one.close()
  await realtime?.stop()
  await log?.close()
})

describe('the past from Kafka', () => {
  it('is the fold of the log from every position, and is followed by what is live', async () => {
    const expected = folded(story)
    const starts = Array.from({ length: 40 }, (_, i) => Math.floor((i * end) / 40) - 1)
    const readers = await Promise.all(
      starts.map(async (after) => {
        const one = await client()
        expect(
          await one.ask('subscribe', { group: 'story', after: log.position('story', after) }),
        ).toMatchObject({ ok: true })
        return { one, after }
      }),
    )
    const [live] = await log.append([sent('story', 'live')])
    for (const { one, after } of readers) {
      await eventually(() => one.events.at(-1)?.position).toBe(log.position('story', live!))
      expect(seen(one.events).slice(0, -1)).toEqual(expected.filter(({ offset }) => offset > after))
    }
    expect(await realtime.metric('realtime_catch_ups_total{source="kafka"')).toBeGreaterThan(35)
  })

  it('is replayed the same, in chunks', async () => {
    const one = await client()
    const { events, chunks } = await one.replay({ group: 'story', to: log.position('story', end - 1) })
    expect(seen([...events])).toEqual(folded(story))
    expect(chunks.length).toBeGreaterThan(5)
    expect(chunks.at(-1)).toMatchObject({ done: true, position: log.position('story', end - 1) })
  })

  it('costs a crowd that comes back at once no more reads than one of them', async () => {
    const readAll = async (count: number) => {
      const before = await realtime.metric('realtime_scan_reads{')
      const readers = await Promise.all(Array.from({ length: count }, client))
      await Promise.all(
        readers.map((one) => one.ask('subscribe', { group: 'story', after: log.position('story', -1) })),
      )
      for (const one of readers) await eventually(() => one.events.length).toBe(folded(story).length + 1)
      return (await realtime.metric('realtime_scan_reads{')) - before
    }
    const alone = await readAll(1)
    expect(alone).toBeGreaterThan(5)
    expect(await readAll(60)).toBeLessThan(3 * alone)
  })

  it('is refused where the gap is longer than the limit', async () => {
    const impatient = await startTestRealtime(log, {
      ...onlyPast,
      CATCH_UP_RECORDS: '100',
      DATABASE_URL: realtime.databaseUrl,
    })
    const one = await connect(impatient.url)
    const answer = await one.ask('subscribe', { group: 'story', after: log.position('story', 3) })
    expect(answer).toMatchObject({ ok: false, error: { code: 'resync-needed', reason: 'gap-too-long' } })
    expect(one.resyncs).toEqual([{ group: 'story', reason: 'gap-too-long' }])
    one.close()
    await impatient.stop()
  })
})

describe('where the read model cannot tell', () => {
  it('says that the projection is behind, and begins once it is not', async () => {
    const other = await createTestLog(1)
    const events = ['one', 'two', 'three'].map((text) => sent('story', text))
    const offsets = await other.append(events)
    const placed = events.map((event, i): Placed => [offsets[i]!, event])
    const instance = await startTestRealtime(other, onlyPast)
    const one = await connect(instance.url)
    const request = { group: 'story', after: other.position('story', -1) }
    const behind = { ok: false, error: { code: 'projection-behind' } }
    expect(await one.ask('subscribe', request)).toMatchObject(behind)
    await project(instance.databaseUrl, other, 0, placed, offsets[2]!)
    expect(await one.ask('subscribe', request)).toMatchObject({ ok: true })
    await eventually(() => one.events.map(({ text }) => text)).toEqual(['one', 'two'])
    await other.append([sent('story', 'live')])
    await project(instance.databaseUrl, other, 0, placed, offsets[2]! + 1)
    await eventually(() => one.events.map(({ text }) => text)).toEqual(['one', 'two', 'three', 'live'])
    one.close()
    await instance.stop()
    await other.close()
  })

  it('gives nothing while Postgres is away, and everything after', async () => {
    const one = await client()
    const request = { group: 'story', after: log.position('story', end - 20) }
    const expected = folded(story).filter(({ offset }) => offset > end - 20)
    const admin = new pg.Client({ connectionString: inject('postgresAdminUrl') })
    await admin.connect()
    const database = new URL(realtime.databaseUrl).pathname.slice(1)
    try {
      await admin.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`)
      await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
        database,
      ])
      const away = { ok: false, error: { code: 'read-model-unavailable' } }
      expect(await one.ask('subscribe', request)).toMatchObject(away)
      // What is live needs no Postgres.
      await one.ask('subscribe', { group: 'story' })
      await log.append([sent('story', 'without Postgres')])
      await eventually(() => one.events.map(({ text }) => text)).toEqual(['without Postgres'])
    } finally {
      await admin.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS true`)
      await admin.end()
    }
    one.events.length = 0
    await eventually(async () => (await one.ask('subscribe', request)).ok).toBe(true)
    await eventually(() => seen(one.events).slice(0, expected.length)).toEqual(expected)
    expect(one.events.map(({ text }) => text).slice(expected.length)).toEqual(['live', 'without Postgres'])
  })
})

describe('a log that has lost its beginning', () => {
  it('is answered with resync', async () => {
    const other = await createTestLog(1)
    const instance = await startTestRealtime(other, { MEMORY_BYTES: '1024' })
    const offsets = await other.append(Array.from({ length: 5 }, () => sent('story', 'x')))
    const admin = createKafka({ brokers: other.brokers, clientId: 'realtime-test' }).admin()
    await admin.connect()
    // Makes the client know the topic's leaders.
    await admin.fetchTopicOffsets(other.topic)
    await admin.deleteTopicRecords({
      topic: other.topic,
      partitions: [{ partition: 0, offset: String(offsets[3]) }],
    })
    await admin.disconnect()
    const one = await connect(instance.url)
    const answer = await one.ask('subscribe', { group: 'story', after: other.position('story', offsets[0]!) })
    expect(answer).toMatchObject({ ok: false, error: { code: 'resync-needed', reason: 'position-gone' } })
    expect(one.resyncs).toEqual([{ group: 'story', reason: 'position-gone' }])
    one.close()
    await instance.stop()
    await other.close()
  })
})
