import { setTimeout as sleep } from 'node:timers/promises'
import type { GroupId } from '@hanashi/schemas/group'
import { eventsWithin } from '../feed/feed-event.js'
import type { ChunkOfPast, GroupChunk } from './past-log.js'
import type { HoldReason, PastReader } from './past-reader.js'

export interface SharedScanOptions {
  readonly read: (after: number, groups: ReadonlySet<GroupId>) => Promise<ChunkOfPast>
  /** The last offset of the partition that the live end has published; nothing above is given. */
  readonly position: () => number
  /** How long the first reader waits for others to come along, and how long a reader that was held waits. */
  readonly gatherMs: number
  readonly retryMs: number
}

/**
 * One scan of one partition's past for all of its readers, so that any number of them costs one read. It goes forward from reader to reader and
 * begins again with the one that is furthest behind, so that nobody waits for ever: who isn't ready when its part
 * comes by is served in the next round. A reader leaves when it has what it wants.
 */
export class SharedScan {
  readonly #options: SharedScanOptions
  readonly #readers = new Set<PastReader>()
  readonly #heldUntilMs = new Map<PastReader, number>()
  #running = false
  #at = -1
  #wake: (() => void) | undefined

  constructor(options: SharedScanOptions) {
    this.#options = options
  }

  get readerCount(): number {
    return this.#readers.size
  }

  /** @returns the scan, where this reader begins one; it ends with the last reader */
  add(reader: PastReader): Promise<void> | undefined {
    this.#readers.add(reader)
    this.#wake?.()
    if (this.#running) return undefined
    this.#running = true
    return this.#run().finally(() => (this.#running = false))
  }

  remove(reader: PastReader): void {
    this.#readers.delete(reader)
    this.#heldUntilMs.delete(reader)
    this.#wake?.()
  }

  async #run(): Promise<void> {
    if (this.#options.gatherMs > 0) await sleep(this.#options.gatherMs)
    while (this.#readers.size > 0) {
      const ready = this.#ready()
      const after = nextStart(
        ready.map(({ cursor }) => cursor),
        this.#at,
      )
      if (after === undefined) {
        await this.#someoneReady()
        continue
      }
      const groups = new Set(ready.map(({ group }) => group))
      const chunk = await this.#options.read(after, groups)
      this.#at = this.#give(after, chunk, groups)
    }
  }

  #ready(): readonly PastReader[] {
    const nowMs = Date.now()
    return [...this.#readers].filter(
      (reader) => (this.#heldUntilMs.get(reader) ?? 0) <= nowMs && reader.ready(),
    )
  }

  /** @returns where the scan is now */
  #give(after: number, chunk: ChunkOfPast, groups: ReadonlySet<GroupId>): number {
    const position = this.#options.position()
    for (const reader of this.#readers) {
      if (!groups.has(reader.group) || reader.cursor < after) continue
      if (chunk.status === 'held') this.#hold(reader, chunk.reason)
      else if (chunk.status === 'gone') {
        if (reader.cursor === after) reader.gone()
      } else this.#giveTo(reader, chunk.ofGroup(reader.group), position)
    }
    return chunk.status === 'read' ? Math.min(chunk.upTo, position) : after
  }

  #giveTo(reader: PastReader, { events, upTo, held }: GroupChunk, position: number): void {
    if (!reader.ready()) return
    const end = Math.min(upTo, position)
    if (held && events.length === 0) return this.#hold(reader, held)
    if (end > reader.cursor) reader.take(eventsWithin(events, -Infinity, end), end)
    if (held && this.#readers.has(reader) && reader.cursor === upTo) this.#hold(reader, held)
  }

  #hold(reader: PastReader, reason: HoldReason): void {
    this.#heldUntilMs.set(reader, Date.now() + this.#options.retryMs)
    reader.hold(reason)
  }

  /** Until a reader comes, goes or is ready, or it is time to try again with one that was held. */
  async #someoneReady(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), this.#options.retryMs)
      this.#wake = () => {
        clearTimeout(timer)
        this.#wake = undefined
        resolve()
      }
      for (const reader of this.#readers) reader.whenReady(() => this.#wake?.())
    })
  }
}

/** The lowest cursor at or after where the scan is; else the lowest of all. */
export function nextStart(cursors: readonly number[], at: number): number | undefined {
  const ahead = cursors.filter((cursor) => cursor >= at)
  const from = ahead.length > 0 ? ahead : cursors
  return from.length > 0 ? from.reduce((a, b) => Math.min(a, b)) : undefined
}
