/** The last `maxIds` ids that it was shown. */
export class RecentIds {
  readonly #ids = new Set<string>()
  readonly #maxIds: number

  constructor(maxIds: number) {
    this.#maxIds = maxIds
  }

  /** @returns whether it is new */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false
    this.#ids.add(id)
    if (this.#ids.size > this.#maxIds) {
      const [oldest] = this.#ids
      if (oldest !== undefined) this.#ids.delete(oldest)
    }
    return true
  }

  clear(): void {
    this.#ids.clear()
  }
}
