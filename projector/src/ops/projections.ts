import { Type } from '@sinclair/typebox'
import type { Pool } from 'pg'
import { defineRoute, reply, type Route } from '@hanashi/service/route'
import { loadProgressRows } from '../store/progress-rows.js'
import type { Projection } from '../projection.js'

const Partition = Type.Object(
  {
    topic: Type.String(),
    kind: Type.String(),
    partition: Type.Integer(),
    generation: Type.String(),
    nextOffset: Type.Integer({ description: 'Everything below has been projected or parked.' }),
    logEnd: Type.Optional(Type.Integer({ description: 'Left out while Kafka does not answer.' })),
    lag: Type.Optional(Type.Integer({ minimum: 0 })),
    here: Type.Boolean({ description: 'Whether this process works on it.' }),
  },
  { additionalProperties: false },
)
const Projections = Type.Object(
  {
    schema: Type.String(),
    status: Type.String(),
    reason: Type.Optional(Type.String()),
    partitions: Type.Array(Partition),
  },
  { additionalProperties: false },
)

export interface ProjectionsRouteOptions {
  readonly projection: Pick<Projection, 'state' | 'assigned' | 'endOffsets'>
  readonly pool: Pool
  readonly schema: string
}

export function projectionsRoute({ projection, pool, schema }: ProjectionsRouteOptions): Route {
  return defineRoute(
    {
      method: 'get',
      path: '/ops/projections',
      operationId: 'listProjections',
      summary: 'How far each partition is projected',
      auth: 'ops',
      responses: { 200: { description: 'By topic and partition.', schema: Projections } },
    },
    async ({ logger }) => {
      const rows = await loadProgressRows(pool, schema)
      const ends = new Map<string, readonly number[]>()
      for (const topic of new Set(rows.map((row) => row.topic))) {
        try {
          ends.set(topic, await projection.endOffsets(topic))
        } catch (error) {
          logger.info({ err: error, topic }, 'the end of the log is not known')
        }
      }
      const { state } = projection
      return reply(200, {
        schema,
        status: state.status,
        ...(state.status === 'running'
          ? {}
          : { reason: state.status === 'stopped' ? state.reason : state.waitsFor }),
        partitions: rows.map(({ topic, kind, partition, generation, next_offset: nextOffset }) => {
          const logEnd = ends.get(topic)?.[partition]
          const here = projection.assigned.get(topic)?.includes(partition) ?? false
          const behind = logEnd === undefined ? {} : { logEnd, lag: Math.max(0, logEnd - nextOffset) }
          return { topic, kind, partition, generation, nextOffset, ...behind, here }
        }),
      })
    },
  )
}
