/** A request that isn't what its header says. The connection that sent it ends; nothing of it was applied. */
export class MalformedRequest extends Error {
  override readonly name = 'MalformedRequest'
}

/**
 * Reads Kafka's primitive types, big-endian. Every length is checked against what is there before anything is allocated, and
 * throws MalformedRequest. Byte fields are slices of the request, not copies. 64-bit numbers are exact up to 2^53.
 */
export class Reader {
  /** Compact lengths and tagged fields (KIP-482). The request header decides it. */
  flexible = false
  readonly #buffer: Buffer
  #position = 0

  constructor(buffer: Buffer) {
    this.#buffer = buffer
  }

  #take(byteCount: number): number {
    const at = this.#position
    if (byteCount < 0 || byteCount > this.#buffer.length - at)
      throw new MalformedRequest(`${byteCount} bytes wanted at ${at}`)
    this.#position = at + byteCount
    return at
  }

  boolean = (): boolean => this.int8() !== 0
  int8 = (): number => this.#buffer.readInt8(this.#take(1))
  int16 = (): number => this.#buffer.readInt16BE(this.#take(2))
  int32 = (): number => this.#buffer.readInt32BE(this.#take(4))

  int64 = (): number => {
    const at = this.#take(8)
    return this.#buffer.readInt32BE(at) * 0x1_0000_0000 + this.#buffer.readUInt32BE(at + 4)
  }

  #unsignedVarint(): number {
    let value = 0
    for (let shift = 0; shift <= 28; shift += 7) {
      const byte = this.#buffer.readUInt8(this.#take(1))
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw new MalformedRequest('varint of more than 5 bytes')
  }

  #slice(byteCount: number): Buffer {
    const at = this.#take(byteCount)
    return this.#buffer.subarray(at, at + byteCount)
  }

  nullableString = (): string | null => {
    const length = this.flexible ? this.#unsignedVarint() - 1 : this.int16()
    return length === -1 ? null : this.#slice(length).toString('utf8')
  }

  string = (): string => required(this.nullableString())

  nullableBytes = (): Buffer | null => {
    const length = this.flexible ? this.#unsignedVarint() - 1 : this.int32()
    return length === -1 ? null : this.#slice(length)
  }

  bytes = (): Buffer => required(this.nullableBytes())

  nullableArray = <T>(element: () => T): T[] | null => {
    const length = this.flexible ? this.#unsignedVarint() - 1 : this.int32()
    if (length === -1) return null
    if (length < 0 || length > this.#buffer.length - this.#position)
      throw new MalformedRequest(`array of ${length}`)
    const elements: T[] = []
    for (let index = 0; index < length; index++) elements.push(element())
    return elements
  }

  array = <T>(element: () => T): T[] => required(this.nullableArray(element))

  /** Skips tagged fields where the version has them. */
  tags(): void {
    if (!this.flexible) return
    for (let count = this.#unsignedVarint(); count > 0; count--) {
      this.#unsignedVarint()
      this.#slice(this.#unsignedVarint())
    }
  }
}

function required<T>(value: T | null): T {
  if (value === null) throw new MalformedRequest('null where a value is required')
  return value
}
