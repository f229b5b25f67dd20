import type { Pool } from 'pg'
import type { Readiness, ReadyChecks } from '@hanashi/service/ready'
import type { Projection } from './projection.js'

/** Kafka counts as away when nothing was fetched for this long; an empty log answers each 200 ms. */
const quietMs = 30_000

export function readyChecks(
  projection: Pick<Projection, 'state' | 'lastFetchMs'>,
  pool: Pick<Pool, 'query'>,
): ReadyChecks {
  return {
    projection: () => {
      const { state } = projection
      switch (state.status) {
        case 'running':
          return { ready: true }
        case 'waiting':
          return waitsFor(state.waitsFor)
        case 'stopped':
          return waitsFor(`an operator: ${state.reason}`)
      }
    },
    kafka: () =>
      Date.now() - projection.lastFetchMs < quietMs ? { ready: true } : waitsFor('an answer to a fetch'),
    postgres: async () => {
      await pool.query('SELECT 1')
      return { ready: true }
    },
  }
}

function waitsFor(what: string): Readiness {
  return { ready: false, waitsFor: what }
}
