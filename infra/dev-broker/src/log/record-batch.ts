import { crc32c } from '../protocol/crc32c.js'

/** Bytes before the records of a batch of format v2. */
export const batchHeaderBytes = 61
/** Bytes before the part that `batchLength` counts. */
export const batchPrefixBytes = 12

export interface BatchHeader {
  readonly baseOffset: number
  /** Of the whole batch, this header included. */
  readonly sizeBytes: number
  readonly attributes: number
  readonly lastOffsetDelta: number
  readonly baseTimestamp: number
  readonly maxTimestamp: number
  /** -1 without idempotence. */
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly recordCount: number
}

const attributesAt = 21
const compressionBits = 0x07
const logAppendTimeBit = 0x08

export const compressionOf = (header: BatchHeader): number => header.attributes & compressionBits
export const hasLogAppendTime = (header: BatchHeader): boolean => (header.attributes & logAppendTimeBit) !== 0

/** The header of the batch at `at`; the caller has made sure that 61 bytes are there. */
export function readHeader(bytes: Buffer, at = 0): BatchHeader {
  return {
    baseOffset: Number(bytes.readBigInt64BE(at)),
    sizeBytes: bytes.readInt32BE(at + 8) + batchPrefixBytes,
    attributes: bytes.readInt16BE(at + attributesAt),
    lastOffsetDelta: bytes.readInt32BE(at + 23),
    baseTimestamp: Number(bytes.readBigInt64BE(at + 27)),
    maxTimestamp: Number(bytes.readBigInt64BE(at + 35)),
    producerId: Number(bytes.readBigInt64BE(at + 43)),
    producerEpoch: bytes.readInt16BE(at + 51),
    baseSequence: bytes.readInt32BE(at + 53),
    recordCount: bytes.readInt32BE(at + 57),
  }
}

/** Whether `bytes` begins with a whole batch whose checksum is right. */
export function isIntact(bytes: Buffer): boolean {
  if (bytes.length < batchHeaderBytes || bytes.readInt8(16) !== 2) return false
  const sizeBytes = bytes.readInt32BE(8) + batchPrefixBytes
  if (sizeBytes < batchHeaderBytes || sizeBytes > bytes.length) return false
  return crc32c(bytes.subarray(attributesAt, sizeBytes)) === bytes.readUInt32BE(17)
}

/** Writes what the broker decides: the offset and the leader epoch, neither of which the checksum covers. */
export function assignOffset(bytes: Buffer, baseOffset: number): void {
  bytes.writeBigInt64BE(BigInt(baseOffset), 0)
  bytes.writeInt32BE(0, batchPrefixBytes)
}

/** Marks the batch as appended at `nowMs`, for topics with `message.timestamp.type=LogAppendTime`. */
export function stampAppendTime(bytes: Buffer, header: BatchHeader, nowMs: number): BatchHeader {
  const attributes = header.attributes | logAppendTimeBit
  bytes.writeInt16BE(attributes, attributesAt)
  bytes.writeBigInt64BE(BigInt(nowMs), 35)
  bytes.writeUInt32BE(crc32c(bytes.subarray(attributesAt)), 17)
  return { ...header, attributes, maxTimestamp: nowMs }
}
