import type { Pool } from 'pg'
import type { OpenTopic } from '@hanashi/log/open-topic'
import type { TopicKind } from '@hanashi/schemas/topics'

/** The read model is of another log than the one that is there: only a rebuild helps. */
export class GenerationMismatch extends Error {
  override readonly name = 'GenerationMismatch'
}

/**
 * Makes the rows of a topic's partitions where there are none, so that readers know its generation and partition count.
 * @throws GenerationMismatch
 */
export async function ensureProgressRows(pool: Pool, schema: string, topic: OpenTopic): Promise<void> {
  await pool.query(
    `INSERT INTO ${schema}.progress (kind, partition, topic, generation)
      SELECT $1, partition, $2, $3 FROM generate_series(0, $4::int - 1) AS partition
      WHERE NOT EXISTS (SELECT FROM ${schema}.progress WHERE kind = $1)
      ON CONFLICT DO NOTHING`,
    [topic.kind, topic.topic, topic.generation, topic.partitionCount],
  )
  const { rows } = await pool.query<{ generation: string; partitions: number }>(
    `SELECT generation, count(*)::int AS partitions FROM ${schema}.progress WHERE kind = $1 GROUP BY generation`,
    [topic.kind],
  )
  const [row, second] = rows
  if (second || row?.generation !== topic.generation || row.partitions !== topic.partitionCount) {
    const known = rows
      .map(({ generation, partitions }) => `${generation} (${partitions} partitions)`)
      .join(', ')
    throw new GenerationMismatch(
      `${schema} was filled from the generation ${known}, but ${topic.topic} is ${topic.generation} ` +
        `(${topic.partitionCount} partitions): rebuild the read models`,
    )
  }
}

/** The stored next offset of each partition, by partition. */
export async function loadNextOffsets(
  pool: Pool,
  schema: string,
  kind: TopicKind,
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await pool.query<{ partition: number; next_offset: number }>(
    `SELECT partition, next_offset FROM ${schema}.progress WHERE kind = $1`,
    [kind],
  )
  return new Map(rows.map((row) => [row.partition, row.next_offset]))
}

export interface ProgressRow {
  readonly kind: TopicKind
  readonly partition: number
  readonly topic: string
  readonly generation: string
  readonly next_offset: number
}

export async function loadProgressRows(pool: Pool, schema: string): Promise<readonly ProgressRow[]> {
  const { rows } = await pool.query<ProgressRow>(
    `SELECT kind, partition, topic, generation, next_offset FROM ${schema}.progress ORDER BY kind, partition`,
  )
  return rows
}
