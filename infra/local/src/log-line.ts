/** One line of a service's log. The services write JSON lines; anything else is something unexpected. */
export interface LogLine {
  readonly level: number
  /** Milliseconds since the epoch, undefined where the line has none. */
  readonly timeMs: number | undefined
  readonly text: string
}

export const warnLevel = 40

const levels: Readonly<Record<string, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
}

/** Undefined for a line that isn't JSON as the services write it. */
export function parseLogLine(line: string): LogLine | undefined {
  const value = parseObject(line)
  if (value === undefined || !('level' in value)) return undefined
  const level = typeof value['level'] === 'string' ? levels[value['level']] : value['level']
  if (typeof level !== 'number') return undefined
  return { level, timeMs: timeOf(value['time']), text: textOf(value) }
}

/** `08:12:44 WARN  text`, in local time. */
export function formatLogLine({ level, timeMs, text }: LogLine): string {
  const time = timeMs === undefined ? '' : `${new Date(timeMs).toTimeString().slice(0, 8)} `
  const name = Object.keys(levels).findLast((one) => (levels[one] ?? 0) <= level) ?? 'trace'
  return `${time}${name.toUpperCase().padEnd(5)} ${text}`
}

function textOf(value: Record<string, unknown>): string {
  const message = typeof value['msg'] === 'string' ? value['msg'] : ''
  const error = value['err'] ?? value['error']
  const isError = typeof error === 'object' && error !== null && 'message' in error
  const reason = isError && typeof error.message === 'string' ? error.message : undefined
  return reason === undefined || reason === message ? message : `${message} (${reason})`
}

function timeOf(time: unknown): number | undefined {
  const ms = typeof time === 'string' ? Date.parse(time) : time
  return typeof ms === 'number' && Number.isFinite(ms) ? ms : undefined
}

function parseObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
