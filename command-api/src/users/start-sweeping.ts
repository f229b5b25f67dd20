import type { Logger } from '@hanashi/service/logger'
import { sweepClaims, type SweepParts } from './sweep-claims.js'
import { isPostgresAway } from '../postgres-away.js'

const everyMs = 15_000

/** Sweeps claims for as long as the process runs. @returns what ends it */
export function startSweeping(parts: SweepParts, logger: Logger): () => void {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const sweep = async () => {
    try {
      const swept = await sweepClaims(parts)
      if (swept === undefined) logger.info('open username claims wait for the projection')
      else if (swept.confirmed + swept.released > 0) logger.info(swept, 'open username claims were ended')
    } catch (err) {
      if (isPostgresAway(err)) logger.info({ err }, 'username claims cannot be swept at the moment')
      else logger.error({ err }, 'username claims cannot be swept')
    }
    if (!stopped) timer = setTimeout(() => void sweep(), everyMs).unref()
  }
  timer = setTimeout(() => void sweep(), everyMs).unref()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
