import { ReadModelUnavailable } from '@hanashi/read-model/unavailable'
import type { ReadModel } from '@hanashi/read-model/open'
import type { Progress } from '@hanashi/read-model/progress'
import type { Readiness, ReadyChecks } from '@hanashi/service/ready'
import type { LogState } from './log-state.js'
import { isTableMissing } from './postgres-away.js'
import type { UsernameClaims } from './users/username-claims.js'

export interface ReadyParts {
  readonly log: () => LogState
  readonly readModel: ReadModel
  readonly progress: Progress
  readonly claims: UsernameClaims
}

/** While nothing was appended, an answer to the question for the leaders is the proof that Kafka is there. */
const kafkaQuietMs = 5_000

export function readyChecks({ log, readModel, progress, claims }: ReadyParts): ReadyChecks {
  return {
    log: async () => {
      const state = log()
      if (state.status === 'opening') return waitsFor(state.waitsFor)
      if (state.appender.failingForMs > kafkaQuietMs) return waitsFor('Kafka to take what is sent')
      await state.appender.connect()
      return { ready: true }
    },
    postgres: async () => {
      await readModel.pool.query('SELECT 1')
      return { ready: true }
    },
    usernames: async () => {
      try {
        await claims.check()
        return { ready: true }
      } catch (error) {
        if (isTableMissing(error)) return waitsFor('the migrations of command_api')
        throw error
      }
    },
    readModel: async () => {
      try {
        await readModel.check()
      } catch (error) {
        if (error instanceof ReadModelUnavailable) return waitsFor(error.message)
        throw error
      }
      const state = log()
      if (state.status === 'opening') return { ready: true }
      return readModelReadiness(progress, state)
    },
  }
}

/** Answers would be wrong while the projection is of another generation of the log. */
function readModelReadiness(
  progress: Progress,
  { topics }: Extract<LogState, { status: 'open' }>,
): Readiness {
  for (const { kind, generation } of [topics.groups, topics.users]) {
    const projected = progress.generation(kind)
    if (projected === undefined) return waitsFor(`a projector to open the topic of ${kind}`)
    if (projected !== generation) return waitsFor(`the projection of ${generation}; it has ${projected}`)
  }
  return { ready: true }
}

function waitsFor(what: string): Readiness {
  return { ready: false, waitsFor: what }
}
