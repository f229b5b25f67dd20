import { expect } from 'vitest'

/** Asks again until it is so; how long that takes is not the test's concern. */
export function eventually(read: () => unknown): ReturnType<typeof expect.poll> {
  return expect.poll(read, { timeout: 45_000, interval: 20 })
}
