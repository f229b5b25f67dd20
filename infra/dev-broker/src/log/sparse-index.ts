import { ftruncateSync, readFileSync } from 'node:fs'
import { isMissing, writeFully } from './disk.js'
import type { OpenFiles } from './open-files.js'

/** One entry for about this many bytes of log. */
const intervalBytes = 16 * 1024
const entryBytes = 16

interface Entry {
  /** Relative to the segment's first offset. */
  readonly offset: number
  readonly position: number
  /** The largest of all batches before this position. */
  readonly maxTimestampBefore: number
}

/**
 * Where in a segment an offset or a time is to be found, within 16 KiB. Sorted by all three fields at once. In the file, 16 bytes an
 * entry; the file only saves a scan and may be missing or cut.
 */
export class SparseIndex {
  #entries: Entry[] = []
  /** How many of the entries the file holds. */
  #savedCount = 0

  noteBatch(offset: number, position: number, maxTimestampBefore: number): void {
    if (position - (this.#entries.at(-1)?.position ?? -intervalBytes) < intervalBytes) return
    this.#entries.push({ offset, position, maxTimestampBefore })
  }

  /** The position of a batch at or before `offset`. */
  positionOf(offset: number): number {
    return this.#lastWhere((entry) => entry.offset <= offset)
  }

  /** A position before which everything is older than `timestamp`. */
  positionOfTime(timestamp: number): number {
    return this.#lastWhere((entry) => entry.maxTimestampBefore < timestamp)
  }

  #lastWhere(holds: (entry: Entry) => boolean): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const entry = this.#entries[middle]
      if (entry !== undefined && holds(entry)) low = middle + 1
      else high = middle
    }
    return this.#entries[low - 1]?.position ?? 0
  }

  /** Forgets what is at or beyond `position`. */
  cut(position: number): void {
    const first = this.#entries.findIndex((entry) => entry.position >= position)
    if (first >= 0) this.#entries.length = first
    this.#savedCount = Math.min(this.#savedCount, this.#entries.length)
  }

  /** Appends what the file doesn't have yet. */
  save(files: OpenFiles, path: string): void {
    const added = this.#entries.slice(this.#savedCount)
    if (added.length === 0) return
    const bytes = Buffer.allocUnsafe(added.length * entryBytes)
    added.forEach((entry, index) => {
      bytes.writeUInt32BE(entry.offset, index * entryBytes)
      bytes.writeUInt32BE(entry.position, index * entryBytes + 4)
      bytes.writeDoubleBE(entry.maxTimestampBefore, index * entryBytes + 8)
    })
    writeFully(files.get(path), bytes, this.#savedCount * entryBytes)
    ftruncateSync(files.get(path), this.#entries.length * entryBytes)
    this.#savedCount = this.#entries.length
  }

  /** Reads the entries below `logBytes`; false where the file is missing or isn't a sorted index from the beginning. */
  load(path: string, logBytes: number): boolean {
    const bytes = readOrEmpty(path)
    this.#entries = []
    for (let at = 0; at + entryBytes <= bytes.length; at += entryBytes) {
      const entry = {
        offset: bytes.readUInt32BE(at),
        position: bytes.readUInt32BE(at + 4),
        maxTimestampBefore: bytes.readDoubleBE(at + 8),
      }
      const previous = this.#entries.at(-1)
      if (entry.position >= logBytes) break
      const sorted =
        previous === undefined
          ? entry.position === 0
          : entry.position > previous.position && entry.offset > previous.offset
      if (!sorted) return false
      this.#entries.push(entry)
    }
    this.#savedCount = this.#entries.length
    return this.#entries.length > 0 || logBytes === 0
  }
}

function readOrEmpty(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    if (isMissing(error)) return Buffer.alloc(0)
    throw error
  }
}
