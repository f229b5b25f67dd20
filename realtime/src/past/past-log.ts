import type { FetchClient } from '@hanashi/log/fetch-client'
import { FetchError } from '@hanashi/log/fetch-error'
import { ReadModelUnavailable } from '@hanashi/read-model/unavailable'
import { parseGroupId, type GroupId } from '@hanashi/schemas/group'
import type { Generation } from '@hanashi/schemas/position'
import { feedEvent, type FeedEvent } from '../feed/feed-event.js'
import type { JudgedOffsets } from '../feed/judged-offsets.js'
import { messageKey, type MessageWindow } from '../feed/message-window.js'
import type { LogEvents } from '../log-events.js'
import { stoodByFacts, type FactsByOffset, type FindFacts, type Placed } from './event-facts.js'
import { judgePast } from './judge-past.js'
import type { HoldReason } from './past-reader.js'

/** What a chunk has for one group: its events that stand, complete up to `upTo`. */
export interface GroupChunk {
  readonly events: readonly FeedEvent[]
  readonly upTo: number
  /** Why it ends before the chunk does. */
  readonly held: HoldReason | undefined
}

export type ChunkOfPast =
  | { readonly status: 'read'; readonly ofGroup: (group: GroupId) => GroupChunk; readonly upTo: number }
  | { readonly status: 'held'; readonly reason: HoldReason }
  /** The offset is before the log's beginning. */
  | { readonly status: 'gone' }

export interface PastLogParts {
  readonly client: FetchClient
  readonly topic: string
  readonly generation: Generation
  readonly logEvents: LogEvents
  readonly findFacts: FindFacts
  readonly judged: JudgedOffsets
  readonly window: MessageWindow
  readonly maxChunkBytes: number
}

/** Reads chunks of the log's past, each checked against the read model with one query. */
export class PastLog {
  readonly #parts: PastLogParts
  #lastFetch: Promise<unknown> = Promise.resolve()
  #reads = 0

  constructor(parts: PastLogParts) {
    this.#parts = parts
  }

  /** How many chunks were ever read. */
  get reads(): number {
    return this.#reads
  }

  /** What comes after an offset, for the groups that are asked for; others are not even decoded. */
  async read(partition: number, after: number, groups: ReadonlySet<GroupId>): Promise<ChunkOfPast> {
    try {
      const fetched = await this.#fetch(partition, after + 1)
      if (!fetched) return { status: 'held', reason: 'log-unavailable' }
      const placed: Placed[] = []
      const holds = new Map<GroupId, Hold>()
      for (const record of fetched.records) {
        const group = parseGroupId(record.key?.toString('utf8'))
        if (!group.ok || !groups.has(group.value) || holds.has(group.value)) continue
        const read = await this.#parts.logEvents.read(partition, record)
        if (read.status === 'message') placed.push(read.placed)
        else if (read.status === 'waiting')
          holds.set(group.value, { before: record.offset, reason: 'upstream-unavailable' })
      }
      const facts = await this.#parts.findFacts(partition, placed)
      return this.#judge(partition, placed, facts, holds, fetched.nextOffset - 1)
    } catch (error) {
      if (error instanceof ReadModelUnavailable) return { status: 'held', reason: 'read-model-unavailable' }
      if (!(error instanceof FetchError)) throw error
      return error.kind === 'offset-out-of-range'
        ? { status: 'gone' }
        : { status: 'held', reason: 'log-unavailable' }
    }
  }

  /** One after the other: the client has one request in flight, and its time-out begins when it is sent. */
  async #fetch(partition: number, offset: number) {
    const { client, topic, maxChunkBytes } = this.#parts
    this.#reads++
    const fetch = this.#lastFetch.then(() =>
      client.fetch({
        topic,
        partitions: [{ partition, offset }],
        maxWaitMs: 100,
        maxBytes: maxChunkBytes,
        maxBytesPerPartition: maxChunkBytes,
      }),
    )
    this.#lastFetch = fetch.catch(() => undefined)
    const [fetched] = await fetch
    return fetched
  }

  #judge(
    partition: number,
    placed: readonly Placed[],
    facts: FactsByOffset,
    holds: Map<GroupId, Hold>,
    upTo: number,
  ): ChunkOfPast {
    const { judged, window, generation } = this.#parts
    const events = new Map<GroupId, FeedEvent[]>()
    for (const { event, offset } of placed) {
      const ofEvent = facts.get(offset)
      if (!ofEvent) throw new Error(`no facts of the event at ${partition}:${offset}`)
      if (offset >= (holds.get(event.group)?.before ?? Infinity)) continue
      const verdict = judgePast(ofEvent, stoodByFacts(ofEvent, { event, offset }), {
        stood: judged.stood(partition, offset),
        deleted: window.get(messageKey(event))?.deleted ?? false,
      })
      if (verdict === 'dropped') continue
      if (verdict === 'projection-behind' || verdict === 'group-parked') {
        holds.set(event.group, { before: offset, reason: verdict })
        continue
      }
      const given = feedEvent(event, { generation, partition, offset }, verdict === 'redacted')
      const ofGroup = events.get(event.group)
      if (ofGroup) ofGroup.push(given)
      else events.set(event.group, [given])
    }
    const ofGroup = (group: GroupId): GroupChunk => {
      const hold = holds.get(group)
      return { events: events.get(group) ?? [], upTo: hold ? hold.before - 1 : upTo, held: hold?.reason }
    }
    return { status: 'read', ofGroup, upTo }
  }
}

interface Hold {
  readonly before: number
  readonly reason: HoldReason
}
