import { setTimeout as delay } from 'node:timers/promises'
import { integer, port, text } from '../env-kinds.js'
import { readEnv, withDefault } from '../env.js'
import { httpEnv } from '../http-env.js'
import { runService, type Running } from '../lifecycle.js'
import type { Logger } from '../logger.js'

/** A service for the tests of its life; BEHAVIOUR says what goes wrong. */
const spec = {
  ...httpEnv(0),
  PORT: withDefault(port, 0, 'Port'),
  BEHAVIOUR: withDefault(text, 'normal', 'What goes wrong'),
  STOP_TIMEOUT_MS: withDefault(integer(1, 60_000), 20_000, 'Limit of the stop'),
}

await runService({
  name: 'test',
  readConfig() {
    const env = readEnv(spec, process.env)
    return { logLevel: env.LOG_LEVEL, behaviour: env.BEHAVIOUR }
  },
  stopTimeoutMs: Number(process.env['STOP_TIMEOUT_MS'] ?? 20_000),
  start: ({ behaviour }, logger, signal) => start(behaviour, logger, signal),
})

async function start(behaviour: string, logger: Logger, signal: AbortSignal): Promise<Running> {
  if (behaviour === 'fails to start') throw new Error('no leader')
  if (behaviour === 'starts never') {
    logger.info('starting')
    await delay(60_000, undefined, { signal })
  }
  const work = setInterval(() => undefined, 1_000)
  if (behaviour === 'throws later') {
    setTimeout(() => {
      throw new Error('out of the blue')
    }, 10)
  }
  if (behaviour === 'rejects later') void Promise.reject(new Error('out of the blue'))
  logger.info('started')
  return {
    async stop() {
      if (behaviour === 'stops never') await delay(60_000)
      clearInterval(work)
      logger.info('let go of everything')
    },
  }
}
