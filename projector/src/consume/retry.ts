import { setTimeout as sleep } from 'node:timers/promises'

export interface RetryOptions {
  /** Called before each pause with the error and the pause; throw to give up. */
  readonly onFailure: (error: unknown, pauseMs: number) => void
  /** False ends the retries: the answer is then `undefined`. Asked before each attempt and about each second of a pause. */
  readonly goOn: () => Promise<boolean> | boolean
  readonly firstPauseMs?: number
  readonly maxPauseMs?: number
}

/** Tries for as long as it takes; a pause doubles each time. @returns undefined where it was told to stop */
export async function retryForEver<T>(
  attempt: () => Promise<T>,
  options: RetryOptions,
): Promise<T | undefined> {
  const { firstPauseMs = 100, maxPauseMs = 5_000 } = options
  let pauseMs = firstPauseMs
  while (await options.goOn()) {
    try {
      return await attempt()
    } catch (error) {
      options.onFailure(error, pauseMs)
    }
    for (let leftMs = pauseMs; leftMs > 0; leftMs -= 1_000) {
      await sleep(Math.min(leftMs, 1_000))
      if (leftMs > 1_000 && !(await options.goOn())) return undefined
    }
    pauseMs = Math.min(pauseMs * 2, maxPauseMs)
  }
  return undefined
}
