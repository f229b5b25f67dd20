/**
 * What the live end judged: of every offset from `from` on, whether its event stood. Only those that didn't are kept, for they are
 * few; beyond `maxDropped` a partition the oldest are forgotten and `from` moves up.
 */
export class JudgedOffsets {
  readonly #maxDropped: number
  readonly #from: number[]
  /** Lowest first. */
  readonly #dropped: readonly Set<number>[]

  constructor(from: readonly number[], maxDropped = 10_000) {
    this.#maxDropped = maxDropped
    this.#from = [...from]
    this.#dropped = from.map(() => new Set())
  }

  drop(partition: number, offset: number): void {
    const dropped = this.#dropped[partition]
    if (!dropped) return
    dropped.add(offset)
    const [oldest] = dropped
    if (dropped.size <= this.#maxDropped || oldest === undefined) return
    dropped.delete(oldest)
    this.#from[partition] = oldest + 1
  }

  /** Undefined for an offset from before. */
  stood(partition: number, offset: number): boolean | undefined {
    const from = this.#from[partition]
    if (from === undefined || offset < from) return undefined
    return !this.#dropped[partition]?.has(offset)
  }
}
