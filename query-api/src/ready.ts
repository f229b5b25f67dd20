import type { ReadModel } from '@hanashi/read-model/open'
import type { Progress } from '@hanashi/read-model/progress'
import { ReadModelUnavailable } from '@hanashi/read-model/unavailable'
import type { ReadyChecks } from '@hanashi/service/ready'

/** Postgres and the tables in it. A projector that is down leaves reads as they are, so it isn't asked for. */
export function readyChecks(
  readModel: Pick<ReadModel, 'check'>,
  progress: Pick<Progress, 'generation'>,
): ReadyChecks {
  return {
    postgres: async () => {
      try {
        await readModel.check()
        return { ready: true }
      } catch (error) {
        if (error instanceof ReadModelUnavailable) return { ready: false, waitsFor: error.message }
        throw error
      }
    },
    projection: () =>
      progress.generation('groups') === undefined || progress.generation('users') === undefined
        ? { ready: false, waitsFor: 'the first start of a projector' }
        : { ready: true },
  }
}
