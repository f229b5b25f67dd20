import { closeSync, constants, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'

/** Keeps at most `maxOpen` files open, the least lately used closed first, so that many partitions need few descriptors. */
export class OpenFiles {
  readonly #maxOpen: number
  readonly #descriptors = new Map<string, number>()
  /** How many hold the file; one that is closed meanwhile is closed after the last of them. */
  readonly #holders = new Map<string, number>()
  readonly #closing = new Set<string>()

  constructor(maxOpen: number) {
    this.#maxOpen = maxOpen
  }

  /** A descriptor for reading and writing, good until the next call. The file and its folder are made where they are missing. */
  get(path: string): number {
    const known = this.#descriptors.get(path)
    if (known !== undefined) {
      this.#descriptors.delete(path)
      this.#descriptors.set(path, known)
      return known
    }
    for (const oldest of this.#descriptors.keys()) {
      if (this.#descriptors.size < this.#maxOpen) break
      if (!this.#holders.has(oldest)) this.close(oldest)
    }
    mkdirSync(dirname(path), { recursive: true })
    const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644)
    this.#descriptors.set(path, descriptor)
    return descriptor
  }

  /** Holds the file open across `use`, whatever else is opened or closed meanwhile. */
  async hold(path: string, use: (descriptor: number) => Promise<void>): Promise<void> {
    const descriptor = this.get(path)
    this.#holders.set(path, (this.#holders.get(path) ?? 0) + 1)
    try {
      await use(descriptor)
    } finally {
      const holders = (this.#holders.get(path) ?? 1) - 1
      if (holders > 0) this.#holders.set(path, holders)
      else this.#holders.delete(path)
      if (holders === 0 && this.#closing.delete(path)) this.close(path)
    }
  }

  close(path: string): void {
    const descriptor = this.#descriptors.get(path)
    if (descriptor === undefined) return
    if (this.#holders.has(path)) {
      this.#closing.add(path)
      return
    }
    this.#descriptors.delete(path)
    closeSync(descriptor)
  }

  closeAll(): void {
    for (const path of this.#descriptors.keys()) this.close(path)
  }
}
