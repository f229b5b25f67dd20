/** A first-in-first-out queue of things with rising offsets, searched by offset. All operations but `replace` take constant or logarithmic time. */
export class OffsetQueue<T extends { readonly offset: number }> {
  #items: (T | undefined)[] = []
  #head = 0

  get size(): number {
    return this.#items.length - this.#head
  }

  push(item: T): void {
    this.#items.push(item)
  }

  shift(): T | undefined {
    const item = this.#items[this.#head]
    if (item === undefined) return undefined
    this.#items[this.#head++] = undefined
    if (this.#head > 64 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return item
  }

  /** Items above `offset`, lowest first. */
  *after(offset: number): Generator<T> {
    let low = this.#head
    let high = this.#items.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#items[middle]?.offset ?? -Infinity) > offset) high = middle
      else low = middle + 1
    }
    for (let i = low; i < this.#items.length; i++) {
      const item = this.#items[i]
      if (item) yield item
    }
  }

  /** @param change gives the item itself back, or one with the same offset in its place */
  replace(change: (item: T) => T): void {
    for (let i = this.#head; i < this.#items.length; i++) {
      const item = this.#items[i]
      if (item) this.#items[i] = change(item)
    }
  }
}
