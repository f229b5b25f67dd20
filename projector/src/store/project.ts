import type { Pool, PoolClient } from 'pg'
import { formatNotice, progressChannel } from '@hanashi/read-model/notice'
import type { Generation } from '@hanashi/schemas/position'
import type { TopicKind } from '@hanashi/schemas/topics'
import type { Entry } from '../decode/entry.js'
import { fold, FoldFailure } from '../fold/fold.js'
import { load } from './load.js'
import { write } from './write.js'

/** Records of one partition, in the log's order, to be projected in one transaction. */
export interface Chunk {
  readonly kind: TopicKind
  readonly topic: string
  readonly partition: number
  readonly generation: Generation
  /** The stored offset that the chunk follows. */
  readonly from: number
  /** The stored offset after it; above every entry's. */
  readonly to: number
  readonly entries: readonly Entry[]
}

export interface Committed {
  readonly status: 'committed'
  readonly parked: readonly {
    readonly offset: number
    readonly group: string | null
    readonly reason: string
  }[]
}

/** `fenced`: the stored offset isn't the chunk's, so somebody else owns the partition now; nothing was written. */
export type Outcome = Committed | { readonly status: 'fenced' }

/**
 * One transaction: compare-and-set of the offset (whose row lock keeps every other writer of the partition out until the end), load, fold,
 * write, tell. Either all of it happened or nothing.
 *
 * An entry that can't be projected by its own fault is parked, found by halving the chunk where it has to be.
 * @throws pg's error for everything that isn't an entry's fault: the database is away, full, or not as this code expects
 */
export async function project(pool: Pool, schema: string, chunk: Chunk): Promise<Outcome> {
  try {
    return await attempt(pool, schema, chunk)
  } catch (error) {
    if (error instanceof FoldFailure) {
      return project(pool, schema, withPoison(chunk, error.offset, reasonOf(error.cause)))
    }
    if (!isEntrysFault(error)) throw error
    const [only, second] = chunk.entries
    if (!only) throw error
    if (!second) {
      if (only.status === 'poison') throw error
      return project(pool, schema, withPoison(chunk, only.offset, reasonOf(error)))
    }
    return projectHalves(pool, schema, chunk)
  }
}

async function projectHalves(pool: Pool, schema: string, chunk: Chunk): Promise<Outcome> {
  const middle = Math.ceil(chunk.entries.length / 2)
  const between = chunk.entries[middle]?.offset ?? chunk.to
  const first = await project(pool, schema, {
    ...chunk,
    to: between,
    entries: chunk.entries.slice(0, middle),
  })
  if (first.status === 'fenced') return first
  const second = await project(pool, schema, {
    ...chunk,
    from: between,
    entries: chunk.entries.slice(middle),
  })
  return second.status === 'fenced' ? second : { ...second, parked: [...first.parked, ...second.parked] }
}

async function attempt(pool: Pool, schema: string, chunk: Chunk): Promise<Outcome> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    return await transaction(client, schema, chunk)
  } catch (error) {
    broken =
      error instanceof FoldFailure || sqlState(error) !== undefined ? await rollBack(client) : lost(error)
    throw error
  } finally {
    client.release(broken)
  }
}

/** @returns why the connection can't be used any more; Postgres rolls back when it is closed */
async function rollBack(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK')
    return undefined
  } catch (error) {
    return lost(error)
  }
}

function lost(error: unknown): Error {
  return new Error('the connection was lost in a transaction', { cause: error })
}

async function transaction(client: PoolClient, schema: string, chunk: Chunk): Promise<Outcome> {
  const { kind, topic, partition, from, to, entries } = chunk
  await client.query('BEGIN')
  const { rowCount } = await client.query({
    name: `advance_${schema}`,
    text: `UPDATE ${schema}.progress SET next_offset = $1
      WHERE kind = $2 AND partition = $3 AND next_offset = $4 AND generation = $5`,
    values: [to, kind, partition, from, chunk.generation],
  })
  if (rowCount !== 1) {
    await client.query('ROLLBACK')
    return { status: 'fenced' }
  }
  const loaded = await load(client, schema, kind, entries)
  const differences = fold(kind, partition, entries, loaded)
  await write({ client, schema, kind, topic, partition }, differences)
  const { parked } = differences
  const notice = formatNotice({ schema, kind, partition, nextOffset: to, parkedChanged: parked.length > 0 })
  await client.query({ name: 'notify', text: 'SELECT pg_notify($1, $2)', values: [progressChannel, notice] })
  await client.query('COMMIT')
  return { status: 'committed', parked }
}

function withPoison(chunk: Chunk, offset: number, reason: string): Chunk {
  const entries = chunk.entries.map((entry): Entry =>
    entry.offset === offset ? { status: 'poison', offset, group: entry.group, reason } : entry,
  )
  return { ...chunk, entries }
}

/** SQLSTATE classes 22 (data), 23 (constraints) and 54 (too large): what a row brought about. */
function isEntrysFault(error: unknown): boolean {
  return /^(?:22|23|54)/.test(sqlState(error) ?? '')
}

/** What Postgres itself said; undefined for what befell the connection (EPIPE is no SQLSTATE; none begins with E). */
function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[0-9A-DF-Z][0-9A-Z]{4}$/.test(code) ? code : undefined
}

/** Without values: what Postgres says in `detail` may quote a text, its message doesn't quote rows. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const state = sqlState(error)
  return state === undefined ? error.message : `${state} ${error.message.split(':')[0] ?? ''}`
}
