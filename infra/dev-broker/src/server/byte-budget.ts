/** Bytes that all connections together may hold: requests that aren't answered yet and answers that aren't read yet. */
export class ByteBudget {
  readonly #maxBytes: number
  #usedBytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get freeBytes(): number {
    return Math.max(0, this.#maxBytes - this.#usedBytes)
  }

  /** `by` may be negative. False when there is more in use than the budget has. */
  change(by: number): boolean {
    this.#usedBytes += by
    return this.#usedBytes <= this.#maxBytes
  }
}
