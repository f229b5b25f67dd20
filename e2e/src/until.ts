import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Waits until a claim holds. The limit is there so that a test ends, and is no promise of the system.
 * @throws Error with `what`, and what was seen last
 */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  limitMs = 30_000,
): Promise<T> {
  const endMs = Date.now() + limitMs
  let trouble: unknown
  for (;;) {
    try {
      const seen = await look()
      if (seen !== undefined && seen !== false) return seen
      trouble = undefined
    } catch (error) {
      trouble = error
    }
    if (Date.now() > endMs) throw new Error(`after ${limitMs} ms still not: ${what}`, { cause: trouble })
    await sleep(50)
  }
}
