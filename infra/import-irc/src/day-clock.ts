const dayMs = 24 * 60 * 60 * 1000
const mostAdjustedMinutes = 60

/**
 * Turns times of day into times. The log begins on `day`; a clock that goes back has passed midnight, unless by an hour at
 * most: that is a clock put right, on the same day.
 */
export class DayClock {
  #midnightMs: number
  #lastMinute = 0

  /** @param day `YYYY-MM-DD`; all times are UTC */
  constructor(day: string) {
    this.#midnightMs = Date.parse(`${day}T00:00:00Z`)
  }

  /** @param minute of the day, in the order of the lines */
  timeMs(minute: number): number {
    if (minute < this.#lastMinute - mostAdjustedMinutes) this.#midnightMs += dayMs
    this.#lastMinute = minute
    return this.#midnightMs + minute * 60_000
  }
}
