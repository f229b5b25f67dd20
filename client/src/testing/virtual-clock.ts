import type { Clock } from '../io/clock.js'

/** Time that passes when it is told to. */
export class VirtualClock implements Clock {
  #nowMs = Date.UTC(2026, 0, 1)
  #next = 0
  readonly #timers = new Map<number, { readonly atMs: number; readonly callback: () => void }>()

  nowMs(): number {
    return this.#nowMs
  }

  after(delayMs: number, callback: () => void): () => void {
    const id = this.#next++
    this.#timers.set(id, { atMs: this.#nowMs + Math.max(0, delayMs), callback })
    return () => this.#timers.delete(id)
  }

  /** Lets `ms` pass, every timer at its time, and what promises make of it in between. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms
    await settled()
    for (let due = this.#firstBy(endMs); due; due = this.#firstBy(endMs)) {
      this.#timers.delete(due.id)
      this.#nowMs = Math.max(this.#nowMs, due.atMs)
      due.callback()
      await settled()
    }
    this.#nowMs = endMs
  }

  #firstBy(endMs: number) {
    let first: { readonly id: number; readonly atMs: number; readonly callback: () => void } | undefined
    for (const [id, timer] of this.#timers)
      if (timer.atMs <= endMs && (!first || timer.atMs < first.atMs)) first = { id, ...timer }
    return first
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
