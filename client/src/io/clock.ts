/** Time as an argument, so that tests decide what it is. */
export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number
  /** @returns what cancels it */
  after(delayMs: number, callback: () => void): () => void
}

/** The longest that a timer of a browser or of Node takes. */
const maxTimerMs = 2 ** 31 - 1

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.min(Math.max(0, delayMs), maxTimerMs))
    return () => clearTimeout(timer)
  },
}
