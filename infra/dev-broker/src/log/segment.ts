import { ftruncateSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isMissing, readFully, writeFully } from './disk.js'
import type { OpenFiles } from './open-files.js'
import type { BatchHeader } from './record-batch.js'
import { isIntact } from './record-batch.js'
import { firstAtOrAfter } from './records.js'
import { scanBatches } from './scan.js'
import { SparseIndex } from './sparse-index.js'

const headerWindowBytes = 32 * 1024
const recoveryWindowBytes = 1024 * 1024

export interface TimedOffset {
  readonly offset: number
  readonly timestamp: number
}

/** One file of a partition's log with its sparse index: whole batches, one behind the other. */
export class Segment {
  readonly baseOffset: number
  readonly path: string
  readonly #indexPath: string
  readonly #files: OpenFiles
  sizeBytes: number
  /** Of the records; -1 when empty, null until somebody asked. */
  #maxTimestamp: number | null
  #index: SparseIndex | null = null

  constructor(folder: string, baseOffset: number, files: OpenFiles, known?: { maxTimestamp: number | null }) {
    const name = String(baseOffset).padStart(20, '0')
    this.baseOffset = baseOffset
    this.path = join(folder, `${name}.log`)
    this.#indexPath = join(folder, `${name}.index`)
    this.#files = files
    this.sizeBytes = sizeOf(this.path)
    this.#maxTimestamp = this.sizeBytes === 0 ? -1 : (known?.maxTimestamp ?? null)
  }

  get #descriptor(): number {
    return this.#files.get(this.path)
  }

  /** The index, read from its file at first use, or made from the log where the file doesn't serve. */
  #indexed(): SparseIndex {
    if (this.#index !== null && this.#maxTimestamp !== null) return this.#index
    const index = new SparseIndex()
    const usable = this.#maxTimestamp !== null && index.load(this.#indexPath, this.sizeBytes)
    this.#index = index
    if (!usable) {
      index.cut(0)
      this.#maxTimestamp = -1
      this.#scanHeaders(0, (header, position) => {
        this.#note(header, position)
        return true
      })
    }
    return index
  }

  get maxTimestamp(): number {
    this.#indexed()
    return this.#maxTimestamp ?? -1
  }

  #note(header: BatchHeader, position: number): void {
    this.#index?.noteBatch(header.baseOffset - this.baseOffset, position, this.#maxTimestamp ?? -1)
    this.#maxTimestamp = Math.max(this.#maxTimestamp ?? -1, header.maxTimestamp)
  }

  /** Throws where the disk refuses; then nothing of the batch is left. */
  append(bytes: Buffer, header: BatchHeader): void {
    this.#indexed()
    try {
      writeFully(this.#descriptor, bytes, this.sizeBytes)
    } catch (error) {
      ftruncateSync(this.#descriptor, this.sizeBytes)
      throw error
    }
    this.#note(header, this.sizeBytes)
    this.sizeBytes += bytes.length
  }

  #scanHeaders(from: number, visit: (header: BatchHeader, position: number) => boolean): number {
    const range = { from, to: this.sizeBytes, wholeBatches: false, windowBytes: headerWindowBytes }
    return scanBatches(this.#descriptor, range, (_bytes, header, position) => visit(header, position))
  }

  /** The position of the batch that holds `offset`, or of the first one after it. */
  positionOf(offset: number): number {
    const from = this.#indexed().positionOf(offset - this.baseOffset)
    return this.#scanHeaders(from, (header) => header.baseOffset + header.lastOffsetDelta < offset)
  }

  read(room: Buffer, position: number): number {
    return readFully(this.#descriptor, room, position)
  }

  /** The first record at or after `timestamp`, or null. */
  firstSince(timestamp: number): TimedOffset | null {
    const from = this.#indexed().positionOfTime(timestamp)
    let found: TimedOffset | null = null
    const range = { from, to: this.sizeBytes, wholeBatches: true, windowBytes: headerWindowBytes }
    scanBatches(this.#descriptor, range, (bytes, header) => {
      if (header.maxTimestamp < timestamp) return true
      found = firstAtOrAfter(bytes.subarray(0, header.sizeBytes), header, timestamp)
      return false
    })
    return found
  }

  /**
   * Checks every batch from `from` on (checksum, offsets without a gap beginning at `nextOffset`), gives them to `visit`, and cuts off
   * what comes after the last good one. Answers the next offset and how many bytes were cut.
   */
  recover(
    from: number,
    nextOffset: number,
    visit: (header: BatchHeader) => void,
  ): { nextOffset: number; cutBytes: number } {
    if (from === 0) {
      this.#index = new SparseIndex()
      this.#maxTimestamp = -1
    } else this.#indexed().cut(from)
    let next = nextOffset
    const range = { from, to: this.sizeBytes, wholeBatches: true, windowBytes: recoveryWindowBytes }
    const end = scanBatches(this.#descriptor, range, (bytes, header, position) => {
      if (header.baseOffset !== next || header.lastOffsetDelta < 0 || !isIntact(bytes)) return false
      this.#note(header, position)
      visit(header)
      next = header.baseOffset + header.lastOffsetDelta + 1
      return true
    })
    const cutBytes = this.sizeBytes - end
    if (cutBytes > 0) ftruncateSync(this.#descriptor, end)
    this.sizeBytes = end
    return { nextOffset: next, cutBytes }
  }

  saveIndex(): void {
    this.#index?.save(this.#files, this.#indexPath)
  }

  close(): void {
    this.#files.close(this.path)
    this.#files.close(this.#indexPath)
  }

  remove(): void {
    this.close()
    rmSync(this.path, { force: true })
    rmSync(this.#indexPath, { force: true })
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size
  } catch (error) {
    if (isMissing(error)) return 0
    throw error
  }
}
