/** Writes Kafka's primitive types into one growing buffer that begins with the frame's size. */
export class Writer {
  /** Compact lengths and tagged fields (KIP-482). */
  readonly flexible: boolean
  #buffer: Buffer
  #length = 4

  constructor(flexible = false, expectedBytes = 256) {
    this.flexible = flexible
    this.#buffer = Buffer.allocUnsafe(expectedBytes + 4)
  }

  #grow(byteCount: number): number {
    const at = this.#length
    const length = at + byteCount
    if (length > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, this.#buffer.length * 2))
      this.#buffer.copy(larger, 0, 0, at)
      this.#buffer = larger
    }
    this.#length = length
    return at
  }

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0)
  }

  int8(value: number): this {
    const at = this.#grow(1)
    this.#buffer.writeInt8(value, at)
    return this
  }

  int16(value: number): this {
    const at = this.#grow(2)
    this.#buffer.writeInt16BE(value, at)
    return this
  }

  int32(value: number): this {
    const at = this.#grow(4)
    this.#buffer.writeInt32BE(value, at)
    return this
  }

  int64(value: number): this {
    const at = this.#grow(8)
    this.#buffer.writeInt32BE(Math.floor(value / 0x1_0000_0000), at)
    this.#buffer.writeUInt32BE(value >>> 0, at + 4)
    return this
  }

  #unsignedVarint(value: number): void {
    for (let rest = value; ; rest = Math.floor(rest / 128)) {
      const at = this.#grow(1)
      this.#buffer.writeUInt8(rest < 128 ? rest : (rest & 0x7f) | 0x80, at)
      if (rest < 128) return
    }
  }

  string(value: string | null): this {
    const byteCount = value === null ? -1 : Buffer.byteLength(value)
    if (this.flexible) this.#unsignedVarint(byteCount + 1)
    else this.int16(byteCount)
    if (value !== null) {
      const at = this.#grow(byteCount)
      this.#buffer.write(value, at, 'utf8')
    }
    return this
  }

  bytes(value: Uint8Array | null): this {
    if (this.flexible) this.#unsignedVarint(value === null ? 0 : value.length + 1)
    else this.int32(value === null ? -1 : value.length)
    if (value !== null) {
      const at = this.#grow(value.length)
      this.#buffer.set(value, at)
    }
    return this
  }

  array<T>(values: Iterable<T> | null, element: (value: T) => void): this {
    const elements = values === null ? null : [...values]
    if (this.flexible) this.#unsignedVarint(elements === null ? 0 : elements.length + 1)
    else this.int32(elements === null ? -1 : elements.length)
    for (const value of elements ?? []) element(value)
    return this
  }

  /** A bytes field (not compact) of up to `maxBytes`: `fill` writes into the room and says how much of it counts. */
  filled(maxBytes: number, fill: (room: Buffer) => number): this {
    const at = this.#grow(4 + maxBytes)
    const filledBytes = fill(this.#buffer.subarray(at + 4, at + 4 + maxBytes))
    this.#buffer.writeInt32BE(filledBytes, at)
    this.#length = at + 4 + filledBytes
    return this
  }

  /** No tagged fields, where the version has them. */
  tags(): this {
    return this.flexible ? this.int8(0) : this
  }

  /** The frame, its size first. */
  frame(): Buffer {
    this.#buffer.writeInt32BE(this.#length - 4, 0)
    return this.#buffer.subarray(0, this.#length)
  }
}
