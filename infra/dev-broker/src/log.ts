/** What the broker tells its operator. pino fits, and so does `lineLog`. */
export interface Log {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string, cause?: unknown): void
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Writes lines of at least `level` with `write`. */
export function lineLog(level: LogLevel, write: (line: string) => void): Log {
  const least = logLevels.indexOf(level)
  const at =
    (name: LogLevel) =>
    (message: string, cause?: unknown): void => {
      if (logLevels.indexOf(name) < least) return
      const reason = cause instanceof Error ? ` (${cause.stack ?? cause.message})` : ''
      write(`${new Date().toISOString()} ${name} ${message}${reason}\n`)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
