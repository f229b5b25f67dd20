import { existsSync, fdatasyncSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ErrorCode } from '../protocol/errors.js'
import { readCheckpoint, writeCheckpoint } from './checkpoint.js'
import { syncFolder } from './disk.js'
import { GroupSync } from './group-sync.js'
import type { OpenFiles } from './open-files.js'
import { ProducerStates } from './producer-states.js'
import type { BatchHeader } from './record-batch.js'
import { assignOffset, stampAppendTime } from './record-batch.js'
import { expiredSegments } from './retention.js'
import type { TimedOffset } from './segment.js'
import { Segment } from './segment.js'
import type { TopicSettings } from '../topics/settings.js'

/** A start reads no more of a partition than this and one batch. */
const checkpointEveryBytes = 4 * 1024 * 1024

export interface LogOptions {
  readonly files: OpenFiles
  /** An append is answered, and seen by readers, only when it is on the disk. */
  readonly fsync: boolean
  readonly warn: (message: string) => void
  readonly now: () => number
}

export type Appended =
  | {
      readonly ok: true
      readonly baseOffset: number
      readonly appendTimeMs: number
      readonly stable: Promise<void> | null
    }
  | { readonly ok: false; readonly error: ErrorCode; readonly message: string }

/**
 * One partition: segments of whole batches, kept as they came. Offsets are dense from `startOffset` to `endOffset` (the next one).
 * A batch whose append was answered is there after `kill -9`; with fsync after a power cut. Readers see what is below
 * `highWatermark`.
 */
export class PartitionLog {
  readonly #folder: string
  readonly #options: LogOptions
  readonly #producers = new ProducerStates()
  readonly #appendListeners = new Set<(bytes: number) => void>()
  #segments: Segment[] = []
  #active: Segment
  #sync: GroupSync
  #activeSinceMs: number
  #bytesSinceCheckpoint = 0
  #removed = false
  /** Bytes of the active segment that readers may see. */
  #stableBytes: number
  startOffset = 0
  endOffset = 0
  highWatermark = 0

  constructor(folder: string, options: LogOptions) {
    this.#folder = folder
    this.#options = options
    this.#active = this.#recover()
    this.#sync = new GroupSync(options.files, this.#active.path)
    this.#stableBytes = this.#active.sizeBytes
    this.highWatermark = this.endOffset
    this.#activeSinceMs = options.now()
  }

  #recover(): Segment {
    const { files, warn, now } = this.#options
    const names = existsSync(this.#folder) ? readdirSync(this.#folder) : []
    const checkpoint = readCheckpoint(this.#folder)
    const maxTimestamps = new Map(checkpoint?.segments)
    const bases = names.filter((name) => /^\d{20}\.log$/.test(name)).map((name) => Number(name.slice(0, 20)))
    bases.sort((a, b) => a - b)
    const all = bases.map(
      (base) => new Segment(this.#folder, base, files, { maxTimestamp: maxTimestamps.get(base) ?? null }),
    )
    const resumed = all.find((segment) => segment.baseOffset === checkpoint?.segmentBase)
    const usable =
      checkpoint !== undefined && resumed !== undefined && resumed.sizeBytes >= checkpoint.position
    if (usable) this.#producers.restore(checkpoint.producers)
    this.startOffset = checkpoint?.startOffset ?? all[0]?.baseOffset ?? 0
    this.endOffset = usable ? checkpoint.nextOffset : (all[0]?.baseOffset ?? this.startOffset)
    for (const segment of all) {
      if (usable && segment.baseOffset < checkpoint.segmentBase) {
        this.#segments.push(segment)
        continue
      }
      if (segment.baseOffset !== this.endOffset && segment !== resumed) {
        warn(
          `${segment.path} doesn't follow offset ${this.endOffset}; it was removed (${segment.sizeBytes} bytes).`,
        )
        segment.remove()
        continue
      }
      const from = usable && segment === resumed ? checkpoint.position : 0
      const { nextOffset, cutBytes } = segment.recover(from, this.endOffset, (header) =>
        this.#producers.appended(header, header.baseOffset, now()),
      )
      if (cutBytes > 0)
        warn(`${segment.path}: torn tail of ${cutBytes} bytes cut off after offset ${nextOffset - 1}.`)
      this.endOffset = nextOffset
      this.#segments.push(segment)
    }
    const last = this.#segments.at(-1)
    if (last === undefined) this.endOffset = Math.max(this.endOffset, this.startOffset)
    this.startOffset = Math.min(this.startOffset, this.endOffset)
    if (last !== undefined) return last
    return this.#addSegment()
  }

  #addSegment(): Segment {
    const segment = new Segment(this.#folder, this.endOffset, this.#options.files)
    this.#segments.push(segment)
    return segment
  }

  /**
   * Appends one checked batch, its offset written into it. The records count when `stable` has resolved (at once where it is null);
   * it rejects where the disk fails.
   */
  append(bytes: Buffer, produced: BatchHeader, settings: TopicSettings): Appended {
    const nowMs = this.#options.now()
    const checked = this.#producers.check(produced)
    if (checked.kind === 'refused') return { ok: false, error: checked.error, message: checked.message }
    if (checked.kind === 'duplicate') {
      const stable = this.#options.fsync ? this.#sync.sync() : null
      return { ok: true, baseOffset: checked.firstOffset, appendTimeMs: checked.timestamp, stable }
    }
    const header = settings.logAppendTime ? stampAppendTime(bytes, produced, nowMs) : produced
    const baseOffset = this.endOffset
    assignOffset(bytes, baseOffset)
    this.#rollWhenDue(bytes.length, header.lastOffsetDelta, settings, nowMs)
    if (this.#active.sizeBytes === 0) this.#begin()
    this.#active.append(bytes, { ...header, baseOffset })
    this.#producers.appended(header, baseOffset, nowMs)
    this.endOffset = baseOffset + header.lastOffsetDelta + 1
    this.#bytesSinceCheckpoint += bytes.length
    const stable = this.#options.fsync ? this.#becomeStable(bytes.length) : null
    if (stable === null) this.#expose(this.#active, this.#active.sizeBytes, this.endOffset, bytes.length)
    if (this.#bytesSinceCheckpoint >= checkpointEveryBytes) this.#checkpoint()
    return { ok: true, baseOffset, appendTimeMs: settings.logAppendTime ? nowMs : -1, stable }
  }

  #begin(): void {
    if (!existsSync(this.#folder)) mkdirSync(this.#folder, { recursive: true })
    this.#activeSinceMs = this.#options.now()
    if (!this.#options.fsync) return
    this.#options.files.get(this.#active.path)
    syncFolder(this.#folder)
    syncFolder(join(this.#folder, '..'))
  }

  async #becomeStable(addedBytes: number): Promise<void> {
    const active = this.#active
    const { sizeBytes } = active
    const { endOffset } = this
    await this.#sync.sync()
    this.#expose(active, sizeBytes, endOffset, addedBytes)
  }

  #expose(segment: Segment, sizeBytes: number, endOffset: number, addedBytes: number): void {
    if (endOffset <= this.highWatermark) return
    this.highWatermark = endOffset
    if (segment === this.#active) this.#stableBytes = sizeBytes
    for (const listener of this.#appendListeners) listener(addedBytes)
  }

  #rollWhenDue(addedBytes: number, lastOffsetDelta: number, settings: TopicSettings, nowMs: number): void {
    const { sizeBytes, baseOffset } = this.#active
    if (sizeBytes === 0) return
    const full =
      sizeBytes + addedBytes > settings.segmentBytes ||
      this.endOffset + lastOffsetDelta - baseOffset > 0x7fff_ffff
    if (full || nowMs - this.#activeSinceMs > settings.segmentMs) this.#roll()
  }

  #roll(): void {
    this.#syncNow()
    this.#active.saveIndex()
    this.#active.close()
    this.#active = this.#addSegment()
    this.#sync = new GroupSync(this.#options.files, this.#active.path)
    this.#stableBytes = 0
    this.#checkpoint()
  }

  /** With fsync, nothing later may become stable before what is in the active segment now. */
  #syncNow(): void {
    if (!this.#options.fsync || this.#active.sizeBytes === 0) return
    fdatasyncSync(this.#options.files.get(this.#active.path))
    this.#expose(
      this.#active,
      this.#active.sizeBytes,
      this.endOffset,
      this.#active.sizeBytes - this.#stableBytes,
    )
  }

  #checkpoint(): void {
    if (this.#removed || !existsSync(this.#folder)) return
    this.#syncNow()
    for (const segment of this.#segments) segment.saveIndex()
    const { startOffset, endOffset: nextOffset } = this
    const { baseOffset: segmentBase, sizeBytes: position } = this.#active
    const segments = this.#segments.map((segment) => [segment.baseOffset, segment.maxTimestamp] as const)
    const producers = this.#producers.save()
    const saved = { version: 1, startOffset, segmentBase, position, nextOffset, segments, producers } as const
    writeCheckpoint(this.#folder, saved, this.#options.fsync)
    this.#bytesSinceCheckpoint = 0
  }

  /** Where to read from `offset`, which is at least `startOffset`; null at the high watermark or beyond. */
  locate(offset: number): { segment: Segment; position: number; availableBytes: number } | null {
    if (offset >= this.highWatermark) return null
    const segment = this.#segments.findLast((candidate) => candidate.baseOffset <= offset)
    if (segment === undefined) return null
    const position = segment.positionOf(offset)
    const end = segment === this.#active ? this.#stableBytes : segment.sizeBytes
    return { segment, position, availableBytes: end - position }
  }

  /** The first record at or after `timestamp` that readers may see, or null. */
  firstSince(timestamp: number): TimedOffset | null {
    for (const segment of this.#segments) {
      const found =
        segment.sizeBytes > 0 && segment.maxTimestamp >= timestamp ? segment.firstSince(timestamp) : null
      if (found !== null && found.offset < this.highWatermark)
        return { ...found, offset: Math.max(found.offset, this.startOffset) }
    }
    return null
  }

  /** Calls `listener` with the bytes of each append that readers may see from now on, and with 0 when the partition goes away. */
  onAppend(listener: (bytes: number) => void): () => void {
    this.#appendListeners.add(listener)
    return () => void this.#appendListeners.delete(listener)
  }

  /** Forgets what is before `offset` (at most the high watermark). Files go when nothing in them is left. */
  deleteBefore(offset: number): void {
    if (offset <= this.startOffset) return
    this.startOffset = offset
    if (offset === this.endOffset && this.#active.sizeBytes > 0) this.#roll()
    while (this.#segments.length > 1 && (this.#segments[1]?.baseOffset ?? Infinity) <= offset)
      this.#segments.shift()?.remove()
    this.#checkpoint()
  }

  /** Removes whole segments by `retention.ms` and `retention.bytes`, and producers that were silent for a day. */
  retain(settings: TopicSettings): void {
    const nowMs = this.#options.now()
    this.#producers.expire(nowMs)
    const expired = expiredSegments(this.#segments, settings, nowMs)
    if (expired > 0) this.deleteBefore(this.#segments[expired]?.baseOffset ?? this.endOffset)
  }

  close(): void {
    if (this.#bytesSinceCheckpoint > 0) this.#checkpoint()
    for (const segment of this.#segments) segment.close()
  }

  /** Wakes whoever waits for records, and closes the files; the folder is the caller's to remove. */
  abandon(): void {
    this.#removed = true
    for (const listener of this.#appendListeners) listener(0)
    for (const segment of this.#segments) segment.close()
  }
}
