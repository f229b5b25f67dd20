import { type LogLevel, isLogLevel } from './log.js'

export interface Config {
  readonly host: string
  /** 0 lets the system choose one. */
  readonly port: number
  readonly dataDir: string
  readonly logLevel: LogLevel
}

/** Throws where a value is wrong, with the name of its variable. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const portText = env['PORT'] || '8081'
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : NaN
  if (!(port <= 65_535))
    throw new Error(`PORT must be a number from 0 to 65535, not ${JSON.stringify(portText)}`)
  const logLevel = env['LOG_LEVEL'] || 'info'
  // The other services know more levels than this one has lines for.
  const known = { trace: 'debug', fatal: 'error' }[logLevel] ?? logLevel
  if (!isLogLevel(known)) {
    throw new Error(
      `LOG_LEVEL must be trace, debug, info, warn, error, fatal or silent, not ${JSON.stringify(logLevel)}`,
    )
  }
  return {
    host: env['HOST'] || '127.0.0.1',
    port,
    dataDir: env['DATA_DIR'] || '.data/registry',
    logLevel: known,
  }
}
