/**
 * Which edits and deletes there were lately, by their eventId: copies of a command have the same, and are at most 15 minutes apart. One is
 * forgotten after `maxAgeMs`, or earlier where there are more than `maxChanges`.
 */
export class ChangeWindow {
  readonly #maxAgeMs: number
  readonly #maxChanges: number
  /** Oldest first. */
  readonly #seenMs = new Map<string, number>()

  constructor(limits: { readonly maxAgeMs: number; readonly maxChanges: number }) {
    this.#maxAgeMs = limits.maxAgeMs
    this.#maxChanges = limits.maxChanges
  }

  /** Whether no record of this command has come before; the next one isn't the first any more. */
  isFirst(eventId: string, nowMs: number): boolean {
    if (this.#seenMs.has(eventId)) return false
    this.#seenMs.set(eventId, nowMs)
    for (const [oldest, seenMs] of this.#seenMs) {
      if (this.#seenMs.size <= this.#maxChanges && nowMs - seenMs <= this.#maxAgeMs) break
      this.#seenMs.delete(oldest)
    }
    return true
  }
}
