import type { Generation } from '@hanashi/schemas/position'
import type { TopicKind } from '@hanashi/schemas/topics'
import type { ReadModel } from './open.js'

export interface TopicProgress {
  readonly generation: Generation
  /** By partition: everything below has been projected. */
  readonly nextOffsets: readonly number[]
}

/** One look at the projection, all of it from the same moment. */
export interface ProgressState {
  readonly topics: ReadonlyMap<TopicKind, TopicProgress>
  /** By group: the offset of its first parked record. */
  readonly firstParked: ReadonlyMap<string, number>
}

export interface ProgressTarget {
  readonly kind: TopicKind
  readonly partition: number
  /** Reached once this offset has been projected. */
  readonly offset: number
  /** Where given, a target of another generation than the projection's is told apart. */
  readonly generation?: Generation
  /** Where given, a parked group is told apart: its own events aren't projected though the partition goes on. */
  readonly group?: string
}

export const noProgress: ProgressState = { topics: new Map(), firstParked: new Map() }

export type Judgement = 'reached' | 'behind' | 'parked' | 'other-generation'

export function judge(state: ProgressState, target: ProgressTarget): Judgement {
  const topic = state.topics.get(target.kind)
  if (!topic) return 'behind'
  if (target.generation !== undefined && target.generation !== topic.generation) return 'other-generation'
  const firstParked = target.group === undefined ? undefined : state.firstParked.get(target.group)
  if (firstParked !== undefined && target.offset >= firstParked) return 'parked'
  return (topic.nextOffsets[target.partition] ?? 0) > target.offset ? 'reached' : 'behind'
}

interface Row {
  topics: { kind: TopicKind; generation: Generation; next_offsets: number[] }[]
  parked: { group_id: string; seq: number }[]
}

/** One statement, so that progress and parked groups are of the same moment. */
export async function loadProgress(readModel: ReadModel): Promise<ProgressState> {
  const { schema, pool } = readModel
  const { rows } = await pool.query<Row>({
    name: `load_progress_${schema}`,
    text: `
      SELECT
        (SELECT coalesce(json_agg(t), '[]') FROM (
          SELECT kind, min(generation) AS generation, json_agg(next_offset ORDER BY partition) AS next_offsets
          FROM ${schema}.progress GROUP BY kind) t) AS topics,
        (SELECT coalesce(json_agg(g), '[]') FROM (
          SELECT group_id, min(seq) AS seq FROM ${schema}.parked WHERE group_id IS NOT NULL GROUP BY group_id) g) AS parked`,
  })
  const row = rows[0]
  if (!row) return noProgress
  return {
    topics: new Map(
      row.topics.map((topic) => [
        topic.kind,
        { generation: topic.generation, nextOffsets: topic.next_offsets },
      ]),
    ),
    firstParked: new Map(row.parked.map((group) => [group.group_id, group.seq])),
  }
}
