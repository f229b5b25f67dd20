import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks `done` again every `everyMs` until it says true. Answers whether it did within `timeoutMs`; stops early, with
 * false, when `signal` is aborted.
 */
export async function waitUntil(
  done: () => Promise<boolean> | boolean,
  { timeoutMs, everyMs = 50, signal }: { timeoutMs: number; everyMs?: number; signal?: AbortSignal },
): Promise<boolean> {
  const end = performance.now() + timeoutMs
  for (;;) {
    if (await done()) return true
    if (signal?.aborted === true || performance.now() + everyMs > end) return false
    await sleep(everyMs)
  }
}
