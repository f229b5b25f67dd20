import type { EventDecoder } from '@hanashi/schemas/codec'
import type { LogEvent } from '@hanashi/schemas/events'
import { isMessageEvent } from '@hanashi/schemas/events'
import { parseGroupId, type GroupId } from '@hanashi/schemas/group'
import { topicsOfEvent, type TopicKind } from '@hanashi/schemas/topics'
import type { OpenTopic } from '@hanashi/log/open-topic'
import type { LogRecord } from '@hanashi/log/record'

export interface EventEntry {
  readonly status: 'event'
  readonly offset: number
  /** Whose order the event is part of; null in the topic of users. */
  readonly group: GroupId | null
  readonly event: LogEvent
}

export interface PoisonEntry {
  readonly status: 'poison'
  readonly offset: number
  /** Later records of this group are parked behind it; null where the key is no group of this partition. */
  readonly group: GroupId | null
  /** Without any text of a message. */
  readonly reason: string
}

/** A record as the projection sees it. */
export type Entry = EventEntry | PoisonEntry

export interface UnknownSchemaEntry {
  readonly status: 'unknown-schema'
  readonly offset: number
  readonly group: GroupId | null
  readonly schemaId: number
}

/** The log is open: whatever may be in it becomes an entry, nothing throws. */
export function toEntry(
  record: LogRecord,
  topic: OpenTopic,
  partition: number,
  decoder: EventDecoder,
): Entry | UnknownSchemaEntry {
  const { offset } = record
  const group = topic.kind === 'groups' ? groupOfKey(record.key, topic, partition) : null
  const decoded = decoder.decode(record.value, record.fingerprint)
  switch (decoded.status) {
    case 'event': {
      const { event } = decoded
      // The marks of the log are of no group, whatever their key.
      const at = { kind: topic.kind, group: event.type === 'LogOpened' ? null : group }
      const reason = misplaced(event, { ...at, generation: topic.generation })
      return reason === undefined
        ? { status: 'event', offset, group: at.group, event }
        : { status: 'poison', offset, group: at.group, reason }
    }
    case 'poison':
      return { status: 'poison', offset, group, reason: decoded.reason }
    case 'unknown-schema':
      return { status: 'unknown-schema', offset, group, schemaId: decoded.schemaId }
  }
}

function groupOfKey(key: Buffer | null, topic: OpenTopic, partition: number): GroupId | null {
  const parsed = parseGroupId(key?.toString('utf8'))
  return parsed.ok && topic.partitionOf(parsed.value) === partition ? parsed.value : null
}

/** Why a sound event can't be where it is. */
function misplaced(
  event: LogEvent,
  at: { readonly kind: TopicKind; readonly group: GroupId | null; readonly generation: string },
): string | undefined {
  const topics: readonly TopicKind[] = topicsOfEvent[event.type]
  if (!topics.includes(at.kind)) return `${event.type} does not belong into the topic of ${at.kind}`
  if (isMessageEvent(event) && event.group !== at.group) {
    return "the event's group is not the record's key, or not of this partition"
  }
  if (event.type === 'LogOpened' && event.generation !== at.generation) {
    return `LogOpened names the generation ${event.generation} in the log of ${at.generation}`
  }
  return undefined
}
