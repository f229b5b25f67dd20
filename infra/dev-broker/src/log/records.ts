import { gunzipSync } from 'node:zlib'
import type { BatchHeader } from './record-batch.js'
import { batchHeaderBytes, compressionOf, hasLogAppendTime } from './record-batch.js'

/** The largest batch that is unpacked to find a time in it. */
const maxUnpackedBytes = 64 * 1024 * 1024

class Cursor {
  at = 0
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** A zigzag varint, or NaN beyond the end or above 10 bytes. Exact up to 2^53. */
  varint(): number {
    let value = 0
    for (let factor = 1, count = 0; count < 10; factor *= 128, count++) {
      const byte = this.#bytes[this.at++]
      if (byte === undefined) return Number.NaN
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    }
    return Number.NaN
  }

  /** Skips a field with its length before it; -1 is null. False where the length lies. */
  skipBytes(): boolean {
    const length = this.varint()
    if (!(length >= -1)) return false
    this.at += Math.max(length, 0)
    return this.at <= this.#bytes.length
  }
}

/**
 * The time deltas of `count` uncompressed records that fill `bytes` exactly, or null where they don't: a length that lies,
 * an offset out of its place, bytes left over.
 */
export function walkRecords(bytes: Buffer, count: number): number[] | null {
  const cursor = new Cursor(bytes)
  const timestampDeltas: number[] = []
  for (let index = 0; index < count; index++) {
    const sizeBytes = cursor.varint()
    const end = cursor.at + sizeBytes
    if (!(sizeBytes > 0 && end <= bytes.length)) return null
    cursor.at += 1
    timestampDeltas.push(cursor.varint())
    if (cursor.varint() !== index || !cursor.skipBytes() || !cursor.skipBytes()) return null
    const headers = cursor.varint()
    if (!(headers >= 0 && headers <= sizeBytes)) return null
    for (let header = 0; header < headers; header++)
      if (!cursor.skipBytes() || !cursor.skipBytes()) return null
    if (cursor.at !== end) return null
  }
  return cursor.at === bytes.length ? timestampDeltas : null
}

/**
 * The first record of a stored batch at or after `timestamp`. Inside snappy, lz4 and zstd it doesn't look: there it answers
 * the batch's first record, which may be somewhat earlier than asked.
 */
export function firstAtOrAfter(
  batch: Buffer,
  header: BatchHeader,
  timestamp: number,
): { offset: number; timestamp: number } {
  const first = { offset: header.baseOffset, timestamp: header.baseTimestamp }
  if (hasLogAppendTime(header)) return { offset: header.baseOffset, timestamp: header.maxTimestamp }
  const packed = batch.subarray(batchHeaderBytes)
  const compression = compressionOf(header)
  if (compression > 1) return first
  const deltas = walkRecords(compression === 1 ? unzip(packed) : packed, header.recordCount) ?? []
  const index = deltas.findIndex((delta) => header.baseTimestamp + delta >= timestamp)
  return index < 0
    ? first
    : { offset: header.baseOffset + index, timestamp: header.baseTimestamp + (deltas[index] ?? 0) }
}

/** Empty where the bytes are not gzip: batches are kept as they came, and nobody checked. */
function unzip(packed: Buffer): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength: maxUnpackedBytes })
  } catch (error) {
    if (error instanceof Error && 'code' in error) return Buffer.alloc(0)
    throw error
  }
}
