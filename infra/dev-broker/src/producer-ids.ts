import { join } from 'node:path'
import { readReplaced, replaceFile } from './log/disk.js'

const blockSize = 1000

/** Gives every producer an id that none had before, also across crashes: a block is written down before its first id is given. */
export class ProducerIds {
  readonly #path: string
  readonly #durable: boolean
  #next: number
  #reservedTo: number

  constructor(dataDir: string, durable: boolean) {
    this.#path = join(dataDir, 'producer-ids')
    this.#durable = durable
    const reserved = readReplaced(this.#path)
    this.#next = typeof reserved === 'number' ? reserved : 0
    this.#reservedTo = this.#next
  }

  next(): number {
    if (this.#next === this.#reservedTo) {
      replaceFile(this.#path, this.#next + blockSize, this.#durable)
      this.#reservedTo += blockSize
    }
    return this.#next++
  }
}
