import type { RequestHandler } from 'express'
import type { Drain } from './drain.js'
import type { Logger } from './logger.js'
import { sendJson } from './send.js'

/** Ready, or what it waits for in a few words that name no secret. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly waitsFor: string }
/** One for each dependency, by its name. */
export type ReadyChecks = Readonly<Record<string, () => Readiness | Promise<Readiness>>>

const checkTimeoutMs = 2_000

/** 200 when every dependency answers; 503 with what is waited for, also while stopping. */
export function readyRoute(checks: ReadyChecks, drain: Drain, logger: Logger): RequestHandler {
  return async (_request, response) => {
    const results = await Promise.all(
      Object.entries(checks).map(
        async ([name, check]) => [name, await bounded(name, check, logger)] as const,
      ),
    )
    const waitsFor = results.flatMap(([name, state]) => (state.ready ? [] : [`${name}: ${state.waitsFor}`]))
    if (drain.draining) waitsFor.unshift('stopping')
    const ready = waitsFor.length === 0
    const dependencies = Object.fromEntries(results)
    const body = ready ? { ready, dependencies } : { ready, waitsFor, dependencies }
    sendJson(response, ready ? 200 : 503, body, {
      'cache-control': 'no-store',
      ...(ready ? {} : { 'retry-after': '1' }),
    })
  }
}

async function bounded(name: string, check: ReadyChecks[string], logger: Logger): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Readiness>((resolve) => {
    timer = setTimeout(resolve, checkTimeoutMs, { ready: false, waitsFor: 'an answer' })
  })
  try {
    return await Promise.race([check(), late])
  } catch (err) {
    logger.debug({ err, dependency: name }, 'readiness check failed')
    return { ready: false, waitsFor: 'it does not answer' }
  } finally {
    clearTimeout(timer)
  }
}
