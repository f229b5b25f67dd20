import { Type } from '@sinclair/typebox'
import type { Pool } from 'pg'
import { defineRoute, reply, type Route } from '@hanashi/service/route'
import { integerField } from '@hanashi/service/field'

const Parked = Type.Object(
  {
    parked: Type.Array(
      Type.Object(
        {
          topic: Type.String(),
          partition: Type.Integer(),
          offset: Type.Integer(),
          group: Type.Optional(
            Type.String({ description: 'Left out where no group waits behind the record.' }),
          ),
          reason: Type.String(),
          parkedAt: Type.String({ format: 'date-time' }),
          state: Type.String(),
        },
        { additionalProperties: false },
      ),
    ),
    total: Type.Integer(),
  },
  { additionalProperties: false },
)

interface Row {
  topic: string
  partition: number
  seq: number
  group_id: string | null
  reason: string
  parked_at: string
  state: string
}

export function parkedRoute({ pool, schema }: { readonly pool: Pool; readonly schema: string }): Route {
  return defineRoute(
    {
      method: 'get',
      path: '/ops/parked',
      operationId: 'listParked',
      summary: 'Records that could not be projected, and those of their groups behind them',
      auth: 'ops',
      query: { limit: integerField(1, 1_000, 100, 'How many, the oldest first') },
      responses: { 200: { description: 'In the order of the log.', schema: Parked } },
    },
    async ({ query }) => {
      // Index: parked_pkey.
      const { rows } = await pool.query<Row>(
        `SELECT topic, partition, seq, group_id, reason, state,
          to_char(parked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS parked_at
        FROM ${schema}.parked ORDER BY kind, partition, seq LIMIT $1`,
        [query.limit],
      )
      const total = await pool.query<{ total: number }>(`SELECT count(*) AS total FROM ${schema}.parked`)
      return reply(200, {
        parked: rows.map((row) => ({
          topic: row.topic,
          partition: row.partition,
          offset: row.seq,
          ...(row.group_id === null ? {} : { group: row.group_id }),
          reason: row.reason,
          parkedAt: row.parked_at,
          state: row.state,
        })),
        total: total.rows[0]?.total ?? 0,
      })
    },
  )
}
