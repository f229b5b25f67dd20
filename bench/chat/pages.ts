// oxlint-disable-next-line no-restricted-imports -- the text of its statement alone: the limit is the same question without the service
import { pageSql } from '@hanashi/query-api/sql/page'
import pg from 'pg'
import { answersPerSecond, get } from './http-load.js'
import { schema, untilProjected } from './progress.js'
import { append, openProducer, records, writer } from './records.js'
import { alternate, type Figure } from './rounds.js'
import { partitions, type System } from './system.js'

const messages = 5_000
const readers = 32
const limit = 50
const ms = 1_500
/** As many as query-api has. */
const poolSize = 10

/** The newest page of a group, beside the statement that makes it. */
export async function pages(system: System): Promise<readonly Figure[]> {
  const group = system.groupIn(partitions.pages, 'pages')
  const producer = await openProducer(system.kafka)
  await append(producer, system.topic.topic, records(system.topic, [group], messages))
  await producer.disconnect()
  await untilProjected(system)
  await system.database.query('ANALYZE')
  const queryApi = await system.service('query-api')
  const request = get(`/messages/${group}?limit=${limit}`, system.stack.token(writer))
  const pool = new pg.Pool({ connectionString: system.stack.databaseUrl, max: poolSize })
  system.atEnd(() => pool.end())
  const statement = { name: 'page', text: pageSql(schema, { direction: 'older', tagged: false }) }
  const values = [group, partitions.pages, Number.MAX_SAFE_INTEGER, limit]
  const figure = await alternate({
    name: `pages of ${limit} (${readers} connections)`,
    unit: 'a second',
    ours: () =>
      answersPerSecond({ url: queryApi.url, connections: readers, ms, status: 200, next: () => request }),
    limits: {
      'the same named statement over pg': () =>
        questionsPerSecond(() => pool.query({ ...statement, values })),
    },
  })
  return [figure]
}

async function questionsPerSecond(ask: () => Promise<pg.QueryResult<{ messages: string }>>): Promise<number> {
  let answers = 0
  const began = performance.now()
  const work = Array.from({ length: readers }, async () => {
    while (performance.now() - began < ms) {
      const { rows } = await ask()
      if (!rows[0]?.messages) throw new Error('an empty page')
      answers += 1
    }
  })
  await Promise.all(work)
  return answers / ((performance.now() - began) / 1_000)
}
