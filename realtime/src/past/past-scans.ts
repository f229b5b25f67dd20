import type { Feed } from '../feed/feed.js'
import type { PastLog } from './past-log.js'
import type { PastReader, PastReaders } from './past-reader.js'
import { SharedScan } from './shared-scan.js'

const gatherMs = 10
const retryMs = 500

/** A shared scan for each partition that has readers of its past. */
export class PastScans implements PastReaders {
  readonly #feed: Feed
  readonly #log: PastLog
  readonly #onBug: (error: unknown) => void
  readonly #scans = new Map<number, SharedScan>()
  #started = 0

  /** @param onBug told of errors that nothing here expects; the readers of that scan get nothing more */
  constructor(feed: Feed, log: PastLog, onBug: (error: unknown) => void) {
    this.#feed = feed
    this.#log = log
    this.#onBug = onBug
  }

  get readerCount(): number {
    let count = 0
    for (const scan of this.#scans.values()) count += scan.readerCount
    return count
  }

  /** How many scans were ever begun. */
  get started(): number {
    return this.#started
  }

  /** How many chunks they read. */
  get reads(): number {
    return this.#log.reads
  }

  add(reader: PastReader): void {
    const { partition } = reader
    let scan = this.#scans.get(partition)
    if (!scan) {
      scan = new SharedScan({
        read: (after, groups) => this.#log.read(partition, after, groups),
        position: () => this.#feed.position(partition),
        gatherMs,
        retryMs,
      })
      this.#scans.set(partition, scan)
    }
    const begun = scan.add(reader)
    if (!begun) return
    this.#started++
    begun.catch(this.#onBug)
  }

  remove(reader: PastReader): void {
    this.#scans.get(reader.partition)?.remove(reader)
  }
}
