import { existsSync, readFileSync, renameSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { checkedLine, parseChecked, writeFully } from '../log/disk.js'
import { GroupSync } from '../log/group-sync.js'
import type { OpenFiles } from '../log/open-files.js'
import type { CommittedOffset } from './committed-offsets.js'
import type { SavedGroup } from './saved-group.js'

/** What happened to a group: a line of the journal. */
export type JournalEntry =
  | { readonly kind: 'group'; readonly group: SavedGroup }
  | {
      readonly kind: 'offsets'
      readonly group: string
      readonly atMs: number
      readonly offsets: readonly CommittedOffset[]
    }
  | { readonly kind: 'gone'; readonly group: string }
  | { readonly kind: 'topic-gone'; readonly topic: string }

const rewriteFromBytes = 4 * 1024 * 1024

/**
 * Groups and committed offsets on disk: one file, a line with its checksum for each change, written anew when it has grown to
 * twice what it held. What `append` returned from survives a kill; what `durable` resolved for survives a power cut.
 */
export class Journal {
  readonly #path: string
  readonly #files: OpenFiles
  readonly #snapshot: () => JournalEntry[]
  readonly #sync: GroupSync | null
  #sizeBytes = 0
  #rewriteAtBytes = rewriteFromBytes

  constructor(path: string, files: OpenFiles, options: { fsync: boolean; snapshot: () => JournalEntry[] }) {
    this.#path = path
    this.#files = files
    this.#snapshot = options.snapshot
    this.#sync = options.fsync ? new GroupSync(files, path) : null
  }

  /** All entries in their order. A torn tail is cut off, and `warn` told. */
  replay(apply: (entry: JournalEntry) => void, warn: (message: string) => void): void {
    if (!existsSync(this.#path)) return
    const bytes = readFileSync(this.#path)
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, this.#sizeBytes)) {
      const entry = parseChecked(bytes.toString('utf8', this.#sizeBytes, end))
      if (!isEntry(entry)) break
      apply(entry)
      this.#sizeBytes = end + 1
    }
    if (this.#sizeBytes === bytes.length) return
    warn(`${this.#path}: torn tail of ${bytes.length - this.#sizeBytes} bytes cut off.`)
    truncateSync(this.#path, this.#sizeBytes)
  }

  append(entry: JournalEntry): void {
    const line = Buffer.from(checkedLine(entry))
    writeFully(this.#files.get(this.#path), line, this.#sizeBytes)
    this.#sizeBytes += line.length
    if (this.#sizeBytes >= this.#rewriteAtBytes) this.#rewrite()
  }

  /** Resolves when what was appended is on the disk, where that is asked for. */
  async durable(): Promise<void> {
    await this.#sync?.sync()
  }

  #rewrite(): void {
    writeFileSync(`${this.#path}.new`, this.#snapshot().map(checkedLine).join(''), {
      flush: this.#sync !== null,
    })
    this.#files.close(this.#path)
    renameSync(`${this.#path}.new`, this.#path)
    this.#sizeBytes = statSync(this.#path).size
    this.#rewriteAtBytes = Math.max(rewriteFromBytes, this.#sizeBytes * 2)
  }
}

const isEntry = (value: unknown): value is JournalEntry =>
  typeof value === 'object' && value !== null && 'kind' in value
