import { type FSWatcher, watch } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from './errors.js'

/**
 * Tells of every change below a folder, also in folders that are made later. Each folder is watched by itself, for
 * Node's recursive watching on Linux loses a file that an editor replaces instead of writing to it.
 */
export class FolderWatch {
  readonly #onChange: () => void
  readonly #watchers = new Map<string, FSWatcher>()

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  async add(folder: string): Promise<void> {
    if (this.#watchers.has(folder)) return
    const subfolders = await this.#watch(folder)
    await Promise.all(subfolders.map((name) => this.add(join(folder, name))))
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }

  /** Answers the names of the folders in it; none when it is gone. */
  async #watch(folder: string): Promise<string[]> {
    try {
      const watcher = watch(folder, (kind) => {
        this.#onChange()
        if (kind === 'rename') void this.#rescan(folder)
      })
      watcher.on('error', () => this.#drop(folder))
      this.#watchers.set(folder, watcher)
      const entries = await readdir(folder, { withFileTypes: true })
      return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error
      this.#drop(folder)
      return []
    }
  }

  async #rescan(folder: string): Promise<void> {
    if (!this.#watchers.has(folder)) return
    this.#drop(folder)
    await this.add(folder)
  }

  #drop(folder: string): void {
    this.#watchers.get(folder)?.close()
    this.#watchers.delete(folder)
  }
}
