import { pino, type DestinationStream, type Logger } from 'pino'
import pretty from 'pino-pretty'

export type { Logger } from 'pino'

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export interface LoggerOptions {
  readonly name: string
  readonly level: LogLevel
  /** Where lines go; standard output unless told. */
  readonly destination?: DestinationStream
}

/**
 * Lines for people on a terminal, JSON everywhere else. Each is written before the call returns, so that none is lost or
 * out of order when the process ends; asynchronous writes were not measurably cheaper. Fields that hold a token, a secret or the text of a message are
 * replaced, at the top of a line's object and one level below; never put them anywhere deeper, nor into the message.
 */
export function createLogger({ name, level, destination }: LoggerOptions): Logger {
  return pino(
    { name, level, redact: { paths: redacted, censor: '[redacted]' } },
    destination ?? (process.stdout.isTTY ? terminal() : pino.destination({ dest: 1, sync: true })),
  )
}

const sensitive = ['authorization', 'cookie', 'token', 'secret', 'password', 'text', 'texts', 'jwt', 'body']
const redacted = [
  ...sensitive.flatMap((field) => [field, `*.${field}`]),
  'req.headers.authorization',
  'req.headers.cookie',
]

function terminal(): DestinationStream {
  return pretty({ colorize: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss.l' })
}
