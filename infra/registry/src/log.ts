const severities = { debug: 20, info: 30, warn: 40, error: 50, silent: 60 } as const

export type LogLevel = keyof typeof severities

export function isLogLevel(value: string): value is LogLevel {
  return Object.hasOwn(severities, value)
}

/** Writes a line of JSON to standard output where `level` is at least the logger's. */
export type Log = (
  level: Exclude<LogLevel, 'silent'>,
  message: string,
  fields?: Record<string, unknown>,
) => void

export function createLog(least: LogLevel): Log {
  return (level, message, fields) => {
    if (severities[level] < severities[least]) return
    const line = { time: new Date().toISOString(), level, service: 'registry', message, ...fields }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
}
