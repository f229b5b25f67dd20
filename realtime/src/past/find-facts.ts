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
  version: number | null
  deleted: boolean
}

/** Asks the read models; one statement for any number of events, so that all facts are of one moment. */
export function createFindFacts(readModel: ReadModel, generation: Generation): FindFacts {
  return async (partition, events) => {
    if (events.length === 0) return new Map()
    try {
      const { schema, pool } = readModel
      // Indexes: commands_pkey, messages_pkey, progress_pkey, parked_of_group.
      const { rows } = await pool.query<Row>({
        name: `event_facts_${schema}`,
        text: `
          SELECT k.seq AS offset, p.next_offset, q.parked_from,
            c.seq AS command_offset, c.stood, m.version, m.deleted_at IS NOT NULL AS deleted
          FROM unnest($1::bigint[], $2::text[], $3::uuid[], $4::uuid[]) AS k (seq, group_id, command_id, message_id)
          LEFT JOIN ${schema}.progress p ON p.kind = 'groups' AND p.partition = $5 AND p.generation = $6
          LEFT JOIN ${schema}.commands c ON c.scope = k.group_id AND c.command_id = k.command_id AND c.kind = 'groups'
          LEFT JOIN ${schema}.messages m ON m.group_id = k.group_id AND m.message_id = k.message_id
          LEFT JOIN LATERAL (
            SELECT min(seq) AS parked_from FROM ${schema}.parked WHERE group_id = k.group_id AND kind = 'groups'
          ) q ON true`,
        values: [
          events.map(({ offset }) => offset),
          events.map(({ event }) => event.group),
          events.map(({ event }) => event.commandId),
          events.map(({ event }) => event.messageId),
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
    message: row.version === null ? undefined : { version: row.version, deleted: row.deleted },
  }
}
