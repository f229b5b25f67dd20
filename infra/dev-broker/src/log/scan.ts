import { readFully } from './disk.js'
import type { BatchHeader } from './record-batch.js'
import { batchHeaderBytes, readHeader } from './record-batch.js'

export interface ScanRange {
  readonly from: number
  readonly to: number
  /** Without it, only a batch's header is sure to be in `bytes`. */
  readonly wholeBatches: boolean
  readonly windowBytes: number
}

/**
 * Visits batch after batch of a segment file until `visit` answers false, and says where it stopped: the position of that batch, or
 * of the first that isn't whole. `bytes` begins with the batch and is reused for the next.
 */
export function scanBatches(
  descriptor: number,
  range: ScanRange,
  visit: (bytes: Buffer, header: BatchHeader, position: number) => boolean,
): number {
  let window = Buffer.allocUnsafe(range.windowBytes)
  let windowAt = range.from
  let filled = 0
  const fill = (position: number, neededBytes: number): boolean => {
    if (position >= windowAt && position + neededBytes <= windowAt + filled) return true
    if (position + neededBytes > range.to) return false
    if (neededBytes > window.length) window = Buffer.allocUnsafe(neededBytes)
    windowAt = position
    filled = readFully(descriptor, window.subarray(0, Math.min(window.length, range.to - position)), position)
    return neededBytes <= filled
  }
  let position = range.from
  while (fill(position, batchHeaderBytes)) {
    const header = readHeader(window, position - windowAt)
    if (header.sizeBytes < batchHeaderBytes || position + header.sizeBytes > range.to) break
    if (range.wholeBatches && !fill(position, header.sizeBytes)) break
    if (!visit(window.subarray(position - windowAt, filled), header, position)) break
    position += header.sizeBytes
  }
  return position
}
