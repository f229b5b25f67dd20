import type { ReadModel } from '@hanashi/read-model/open'
import { isTransient, ReadModelUnavailable } from '@hanashi/read-model/unavailable'
import type { Generation } from '@hanashi/schemas/position'
import type { EventFacts, FindFacts } from './event-facts.js'

interface Row {
  offset: number
  next_offset: number | null
  parked_from: number | null
  command_offset: number | null
  stood: boolean | null
  message_offset: number | null
  version: number | null
  deleted: boolean | null
}

/** Asks the read models; one statement for any number of events, so that all facts are of one moment. */
export function createFindFacts(readModel: ReadModel, generation: Generation): FindFacts {
  return async (partition, events) => {
    if (events.length === 0) return new Map()
    try {
      const { schema, pool } = readModel
      // Indexes: commands_pkey, messages_pkey, progress_pkey, parked_of_group. OFFSET 0 makes it one look-up for each key, whatever
      // the planner believes of the tables' sizes.
      const { rows } = await pool.query<Row>({
        name: `event_facts_${schema}`,
        text: `
          SELECT k.seq AS offset, p.next_offset, q.parked_from, c.seq AS command_offset, c.stood,
            m.seq AS message_offset, m.version, m.deleted
          FROM unnest($1::bigint[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[])
            AS k (seq, group_id, message_id, command_id, actor_id, type)
          LEFT JOIN ${schema}.progress p ON p.kind = 'groups' AND p.partition = $7 AND p.generation = $8
          LEFT JOIN LATERAL (
            SELECT o.seq, o.stood FROM ${schema}.commands o
            WHERE o.scope = k.group_id AND o.command_id = k.command_id AND o.kind = 'groups'
              AND o.actor_id = k.actor_id AND o.type = k.type OFFSET 0) c ON true
          LEFT JOIN LATERAL (
            SELECT o.seq, o.version, o.deleted_at IS NOT NULL AS deleted FROM ${schema}.messages o
            WHERE o.group_id = k.group_id AND o.message_id = k.message_id OFFSET 0) m ON true
          LEFT JOIN LATERAL (
            SELECT min(o.seq) AS parked_from FROM ${schema}.parked o
            WHERE o.group_id = k.group_id AND o.kind = 'groups') q ON true`,
        values: [
          events.map(({ offset }) => offset),
          events.map(({ event }) => event.group),
          events.map(({ event }) => event.messageId),
          events.map(({ event }) => event.commandId),
          events.map(({ event }) => event.actorId),
          events.map(({ event }) => event.type),
          partition,
          generation,
        ],
      })
      return new Map(rows.map((row) => [row.offset, toFacts(row)]))
    } catch (error) {
      if (isTransient(error))
        throw new ReadModelUnavailable('the read model does not answer', { cause: error })
      throw error
    }
  }
}

function toFacts(row: Row): EventFacts {
  const projectedTo = row.next_offset ?? 0
  return {
    judgedTo: Math.min(projectedTo, row.parked_from ?? Infinity),
    parked: row.parked_from !== null,
    command:
      row.command_offset === null ? undefined : { offset: row.command_offset, stood: row.stood ?? false },
    message:
      row.version === null || row.message_offset === null
        ? undefined
        : { offset: row.message_offset, version: row.version, deleted: row.deleted ?? false },
  }
}
