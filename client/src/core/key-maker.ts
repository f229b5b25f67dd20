import { uuidV7, uuidV7TimeMs } from '@hanashi/schemas/ids'

/** Makes UUIDv7s whose order is that of their making: each has a later millisecond than the one before. */
export class KeyMaker {
  readonly #nowMs: () => number
  readonly #randomBytes: (count: number) => Uint8Array
  #lastMs = 0

  constructor(nowMs: () => number, randomBytes: (count: number) => Uint8Array) {
    this.#nowMs = nowMs
    this.#randomBytes = randomBytes
  }

  next(): string {
    this.#lastMs = Math.max(this.#nowMs(), this.#lastMs + 1)
    return uuidV7(this.#lastMs, this.#randomBytes(10))
  }

  /** Later keys come after this one. */
  follow(key: string): void {
    this.#lastMs = Math.max(this.#lastMs, uuidV7TimeMs(key) ?? 0)
  }
}
