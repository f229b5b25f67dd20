import { EnvError } from './env.js'
import { createLogger, type Logger, type LogLevel } from './logger.js'

export interface Running {
  /** Stops taking work, finishes what is in progress, lets go of connections, in that order. */
  stop(): Promise<void>
}

export interface ServiceDefinition<Config extends { readonly logLevel: LogLevel }> {
  readonly name: string
  /** Reads and checks the environment. */
  readonly readConfig: () => Config
  /** `signal` ends when the process is asked to stop before it has started. */
  readonly start: (config: Config, logger: Logger, signal: AbortSignal) => Promise<Running>
  /** After this the process ends whether or not `stop` is done; 20 s unless told. */
  readonly stopTimeoutMs?: number
}

/**
 * A service's whole life. SIGTERM or SIGINT stops it in order and ends the process with 0; a second one ends it at once.
 * A wrong environment, a failed start, and whatever nobody caught are logged as `fatal` and end it with 1.
 */
export async function runService<Config extends { readonly logLevel: LogLevel }>(
  definition: ServiceDefinition<Config>,
): Promise<void> {
  const { name, stopTimeoutMs = 20_000 } = definition
  const config = configOrExit(definition)
  const logger = createLogger({ name, level: config.logLevel })
  const stopping = new AbortController()
  let running: Running | undefined
  let stopAsked = false

  const stop = async (): Promise<void> => {
    setTimeout(() => exit(logger, 1, 'not stopped in time'), stopTimeoutMs).unref()
    await running?.stop()
    exit(logger, 0, 'stopped')
  }
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopAsked) exit(logger, 1, `second ${signal}: ending at once`)
    stopAsked = true
    logger.info({ signal }, 'stopping')
    stopping.abort()
    if (running !== undefined) stop().catch((error: unknown) => fatal(logger, error, 'stopping failed'))
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  process.on('uncaughtException', (error) => fatal(logger, error, 'uncaught exception'))
  process.on('unhandledRejection', (error) => fatal(logger, error, 'unhandled rejection'))

  try {
    running = await definition.start(config, logger, stopping.signal)
  } catch (error) {
    if (stopAsked) exit(logger, 0, 'stopped before it had started')
    fatal(logger, error, 'start failed')
  }
  if (stopAsked) await stop()
}

function configOrExit<Config extends { readonly logLevel: LogLevel }>({
  name,
  readConfig,
}: ServiceDefinition<Config>): Config {
  try {
    return readConfig()
  } catch (error) {
    const logger = createLogger({ name, level: 'info' })
    if (!(error instanceof EnvError)) return fatal(logger, error, 'the configuration cannot be used')
    for (const line of error.lines) logger.fatal(line)
    return exit(logger, 1, 'the environment is wrong')
  }
}

function fatal(logger: Logger, error: unknown, what: string): never {
  const reason = error instanceof Error ? error.message : String(error)
  logger.fatal({ err: error }, `${what}: ${reason}`)
  return exit(logger, 1, 'ended')
}

function exit(logger: Logger, code: number, message: string): never {
  logger.info({ code }, message)
  process.exit(code)
}
