import { ErrorCode } from '../protocol/errors.js'
import type { BatchHeader } from './record-batch.js'
import { batchHeaderBytes, batchPrefixBytes, compressionOf, isIntact, readHeader } from './record-batch.js'
import { walkRecords } from './records.js'

const transactionalBit = 0x10
const controlBit = 0x20
const zstd = 4

export type CheckedBatch =
  | { readonly ok: true; readonly header: BatchHeader }
  | { readonly ok: false; readonly error: ErrorCode; readonly message: string }

const refuse = (error: ErrorCode, message: string): CheckedBatch => ({ ok: false, error, message })

/**
 * Checks what a producer sent for one partition, in Kafka's order and with its codes: one whole batch of format v2, its checksum,
 * its counts and, where it isn't compressed, each record. What is compressed is kept as it came.
 */
export function checkProduced(bytes: Buffer, maxBatchBytes: number, produceVersion: number): CheckedBatch {
  if (bytes.length < 17) return refuse(ErrorCode.INVALID_RECORD, 'The request holds no record batch.')
  if (bytes.readInt8(16) !== 2)
    return refuse(ErrorCode.INVALID_RECORD, 'Only record batches with magic version 2 are allowed.')
  const statedBytes = bytes.readInt32BE(8) + batchPrefixBytes
  if (bytes.length < batchHeaderBytes || statedBytes < batchHeaderBytes || statedBytes > bytes.length)
    return refuse(ErrorCode.CORRUPT_MESSAGE, 'The batch is shorter than it says.')
  if (statedBytes < bytes.length)
    return refuse(ErrorCode.INVALID_RECORD, 'A partition takes exactly one record batch a request.')
  const header = readHeader(bytes)
  if (compressionOf(header) === zstd && produceVersion < 7)
    return refuse(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE, 'zstd needs Produce 7.')
  if (bytes.length > maxBatchBytes)
    return refuse(ErrorCode.MESSAGE_TOO_LARGE, `The batch exceeds ${maxBatchBytes} bytes.`)
  if (!isIntact(bytes)) return refuse(ErrorCode.CORRUPT_MESSAGE, 'The checksum of the batch is wrong.')
  return checkContents(bytes, header)
}

function checkContents(bytes: Buffer, header: BatchHeader): CheckedBatch {
  if (header.recordCount < 1 || header.lastOffsetDelta !== header.recordCount - 1)
    return refuse(ErrorCode.INVALID_RECORD, 'The record count and the last offset differ.')
  if ((header.attributes & controlBit) !== 0)
    return refuse(ErrorCode.INVALID_RECORD, 'Control batches are not for clients.')
  if ((header.attributes & transactionalBit) !== 0)
    return refuse(ErrorCode.INVALID_RECORD, 'There are no transactions here.')
  if (header.producerId >= 0 && (header.baseSequence < 0 || header.producerEpoch < 0))
    return refuse(ErrorCode.INVALID_RECORD, 'An idempotent batch needs an epoch and a sequence number.')
  if (compressionOf(header) > zstd) return refuse(ErrorCode.INVALID_RECORD, 'Unknown compression.')
  if (compressionOf(header) !== 0) return { ok: true, header }
  const walked = walkRecords(bytes.subarray(batchHeaderBytes), header.recordCount)
  return walked === null
    ? refuse(ErrorCode.INVALID_RECORD, 'The records are not what the batch says.')
    : { ok: true, header }
}
