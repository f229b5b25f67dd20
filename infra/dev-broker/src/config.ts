import { logLevels } from './log.js'
import type { LogLevel } from './log.js'

export interface Config {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly fsync: boolean
  readonly logLevel: LogLevel
}

/** PORT (9092), HOST (127.0.0.1), DATA_DIR (.data/kafka), LOG_LEVEL (info), and the flag --fsync. Throws with the variable's name. */
export function readConfig(
  env: NodeJS.ProcessEnv = process.env,
  flags: readonly string[] = process.argv.slice(2),
): Config {
  const port = Number(env['PORT'] ?? '9092')
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`PORT must be 0 to 65535, not ${env['PORT']}`)
  const logLevel = logLevels.find((level) => level === (env['LOG_LEVEL'] ?? 'info'))
  if (logLevel === undefined)
    throw new Error(`LOG_LEVEL must be one of ${logLevels.join(', ')}, not ${env['LOG_LEVEL']}`)
  const unknown = flags.find((flag) => flag !== '--fsync')
  if (unknown !== undefined) throw new Error(`Unknown flag ${unknown}; there is --fsync.`)
  return {
    host: env['HOST'] ?? '127.0.0.1',
    port,
    dataDir: env['DATA_DIR'] ?? '.data/kafka',
    fsync: flags.includes('--fsync'),
    logLevel,
  }
}
