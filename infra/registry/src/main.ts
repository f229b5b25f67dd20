import { readConfig } from './config.js'
import { createLog } from './log.js'
import { startRegistry } from './start.js'

try {
  const config = readConfig()
  const log = createLog(config.logLevel)
  const registry = await startRegistry({ ...config, log })
  const stop = (): void => {
    registry.close().catch((error: unknown) => {
      log('error', 'could not stop cleanly', { cause: String(error) })
      process.exitCode = 1
    })
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
} catch (error) {
  // Nothing runs yet: say why in one line, for the person or the process that started it.
  const reason = error instanceof Error ? error.message : String(error)
  const advice = reason.includes('EADDRINUSE') ? ': stop what listens there, or set PORT' : ''
  process.stderr.write(`registry: ${reason}${advice}\n`)
  process.exitCode = 1
}
