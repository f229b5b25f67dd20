import { fdatasync } from 'node:fs'
import { promisify } from 'node:util'
import type { OpenFiles } from './open-files.js'

const sync = promisify(fdatasync)

/** fdatasync of one file for many waiters: whoever comes while one runs shares the next. */
export class GroupSync {
  readonly #files: OpenFiles
  readonly #path: string
  #running: Promise<void> | null = null
  #next: Promise<void> | null = null

  constructor(files: OpenFiles, path: string) {
    this.#files = files
    this.#path = path
  }

  /** Resolves when everything written to the file before the call is on the disk. */
  sync(): Promise<void> {
    if (this.#running === null) return this.#start()
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = null
        return this.#start()
      })
    return this.#next
  }

  #start(): Promise<void> {
    const running = this.#files
      .hold(this.#path, (descriptor) => sync(descriptor))
      .finally(() => {
        if (this.#running === running) this.#running = null
      })
    this.#running = running
    return running
  }
}
