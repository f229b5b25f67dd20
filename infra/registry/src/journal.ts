import { type FileHandle, open } from 'node:fs/promises'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { errors } from './errors.js'
import { decodeJournal, encodeLine } from './journal-format.js'

/**
 * An append-only file of JSON records. `append` resolves when the record is on the disk (fsync). What is torn at the end,
 * by a crash in the middle of an append that nobody was told of, is cut off at `openJournal`.
 *
 * After a failed write nothing more is written until the next start: what the disk then holds is not known.
 */
export class Journal {
  readonly #file: FileHandle
  #sizeBytes: number
  #failure: unknown

  constructor(file: FileHandle, sizeBytes: number) {
    this.#file = file
    this.#sizeBytes = sizeBytes
  }

  /** False after a failed write. */
  get writable(): boolean {
    return this.#failure === undefined
  }

  /** One at a time; the caller sees to that. Throws 50001 when the record may not be on the disk. */
  async append(record: unknown): Promise<void> {
    if (this.#failure !== undefined) throw errors.storeFailed(this.#failure)
    try {
      const { size } = await this.#file.stat()
      if (size !== this.#sizeBytes) throw new Error('another process writes to the same journal')
      const line = encodeLine(record)
      await this.#file.appendFile(line)
      await this.#file.datasync()
      this.#sizeBytes += line.length
    } catch (error) {
      this.#failure = error
      throw errors.storeFailed(error)
    }
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

/**
 * Opens `dir/registry.journal`, made where there is none, and gives the records that it holds. Throws when a record in the middle is
 * damaged: that is no torn end, and to go on would lose schemas.
 */
export async function openJournal(
  dir: string,
): Promise<{ journal: Journal; records: unknown[]; cutBytes: number }> {
  await mkdir(dir, { recursive: true })
  const path = join(dir, 'registry.journal')
  const file = await open(path, 'a+', 0o644)
  try {
    const content = await file.readFile()
    const decoded = decodeJournal(content)
    if (decoded.status === 'damaged') {
      throw new Error(
        `${path} is damaged at byte ${decoded.atByte} with good records behind it: restore it from a copy`,
      )
    }
    const cutBytes = content.length - decoded.sizeBytes
    if (cutBytes > 0) await file.truncate(decoded.sizeBytes)
    await file.sync()
    await syncDirectory(dir)
    return { journal: new Journal(file, decoded.sizeBytes), records: decoded.records, cutBytes }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** A new file is on the disk only when its directory is. */
async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
