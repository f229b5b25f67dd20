/** How many replays a socket may have at a time is the server's to say (4); who comes later waits for a place. */
export class ReplaySlots {
  readonly #waiting: (() => void)[] = []
  #free: number

  constructor(count: number) {
    this.#free = count
  }

  /** Calls back, later, when there is a place. @returns what gives the place, or the wait for it, up; to be called once or more */
  take(start: () => void): () => void {
    let given = false
    let left = false
    const run = () => {
      given = true
      queueMicrotask(start)
    }
    if (this.#free > 0) {
      this.#free--
      run()
    } else this.#waiting.push(run)
    return () => {
      if (left) return
      left = true
      if (!given) {
        this.#waiting.splice(this.#waiting.indexOf(run), 1)
        return
      }
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }
}
