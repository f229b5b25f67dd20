/** Microseconds from 1970 to 2000, where Postgres' times begin, in milliseconds. */
const postgresEpochMs = 946_684_800_000

const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)])
const textOid = 25

/**
 * Rows in the binary format of Postgres' COPY. Grows by doubling; a batch's bytes are bounded by what one fetch brings. Each value is
 * preceded by its length, -1 for null.
 */
export class CopyWriter {
  #buffer = Buffer.allocUnsafe(16 * 1024)
  #length = 0
  #rows = 0

  constructor() {
    this.#reserve(header.length)
    this.#length = header.copy(this.#buffer, 0)
  }

  get rows(): number {
    return this.#rows
  }

  /** @param columns how many values follow */
  row(columns: number): void {
    this.#rows += 1
    this.#reserve(2)
    this.#length = this.#buffer.writeInt16BE(columns, this.#length)
  }

  null(): void {
    this.#int32(-1)
  }

  bool(value: boolean): void {
    this.#int32(1)
    this.#reserve(1)
    this.#length = this.#buffer.writeUInt8(value ? 1 : 0, this.#length)
  }

  int4(value: number): void {
    this.#int32(4)
    this.#int32(value)
  }

  int8(value: number): void {
    this.#int64(BigInt(value))
  }

  /** @param ms milliseconds since 1970, UTC */
  timestamptz(ms: number | null): void {
    if (ms === null) this.null()
    else this.#int64(BigInt(ms - postgresEpochMs) * 1_000n)
  }

  text(value: string | null): void {
    if (value === null) {
      this.null()
      return
    }
    const bytes = Buffer.byteLength(value)
    this.#int32(bytes)
    this.#reserve(bytes)
    this.#length += this.#buffer.write(value, this.#length)
  }

  uuid(value: string | null): void {
    if (value === null) {
      this.null()
      return
    }
    this.#int32(16)
    this.#reserve(16)
    this.#length += this.#buffer.write(value.replaceAll('-', ''), this.#length, 'hex')
  }

  bytea(value: Buffer): void {
    this.#int32(value.length)
    this.#reserve(value.length)
    this.#length += value.copy(this.#buffer, this.#length)
  }

  textArray(values: readonly string[]): void {
    const lengthAt = this.#length
    this.#int32(0)
    const dimensions = values.length === 0 ? 0 : 1
    for (const word of [dimensions, 0, textOid]) this.#int32(word)
    if (dimensions === 1) {
      this.#int32(values.length)
      this.#int32(1)
      for (const value of values) this.text(value)
    }
    this.#buffer.writeInt32BE(this.#length - lengthAt - 4, lengthAt)
  }

  /** Ends the data. */
  finish(): Buffer {
    this.#reserve(2)
    this.#length = this.#buffer.writeInt16BE(-1, this.#length)
    return this.#buffer.subarray(0, this.#length)
  }

  #int32(value: number): void {
    this.#reserve(4)
    this.#length = this.#buffer.writeInt32BE(value, this.#length)
  }

  #int64(value: bigint): void {
    this.#int32(8)
    this.#reserve(8)
    this.#length = this.#buffer.writeBigInt64BE(value, this.#length)
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes))
    this.#buffer.copy(larger, 0, 0, this.#length)
    this.#buffer = larger
  }
}
