import { runService } from '@hanashi/service/lifecycle'
import { readConfig } from './config.js'
import { startRealtime } from './realtime.js'

await runService({
  name: 'realtime',
  readConfig,
  start: (config, logger) => startRealtime(config, logger, endProcess),
})

/** An error that nothing expects ends the process, and its clients come back to a fresh one. */
function endProcess(error: unknown): void {
  setImmediate(() => {
    throw error
  })
}
