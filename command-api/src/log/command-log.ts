import type { Appender } from '@hanashi/log/appender'
import type { AppendOutcome, AppendRecord } from '@hanashi/log/append-record'
import type { OpenTopic } from '@hanashi/log/open-topic'
import { encodeEvent, fingerprintHeader } from '@hanashi/schemas/codec'
import type { CommandEvent, EventType } from '@hanashi/schemas/events'
import { headerName, usersKey, type TopicKind } from '@hanashi/schemas/topics'

/** As `AppendOutcome`, with the position written out. */
export type Appended =
  | {
      readonly status: 'written'
      readonly position: string
      readonly partition: number
      readonly offset: number
    }
  | Exclude<AppendOutcome, { readonly status: 'written' }>

export interface CommandLog {
  append(event: CommandEvent, traceparent: string): Promise<Appended>
  /** Events of one group, in their order, all of them or none. At most what `appendLimit` allows. */
  appendTogether(events: readonly CommandEvent[], traceparent: string): Promise<readonly Appended[]>
  /** Where a key's events are. */
  partitionOf(kind: TopicKind, key: string): number
}

/** What fits into one `appendTogether`. */
export const appendLimit = { records: 200, bytes: 800 * 1024 } as const

export interface CommandLogParts {
  readonly appender: Appender
  readonly topics: Readonly<Record<TopicKind, OpenTopic>>
  /** Of the schemas that this code writes, by event type. */
  readonly schemaIds: ReadonlyMap<EventType, number>
}

export function createCommandLog({ appender, topics, schemaIds }: CommandLogParts): CommandLog {
  const recordOf = (event: CommandEvent, traceparent: string): AppendRecord => {
    const { kind, key } = placeOf(event)
    const schemaId = schemaIds.get(event.type)
    if (schemaId === undefined) throw new Error(`no schema id for ${event.type}`)
    return {
      topic: topics[kind].topic,
      partition: topics[kind].partitionOf(key),
      key: Buffer.from(key),
      value: encodeEvent(event, schemaId),
      headers: {
        [headerName.schema]: fingerprintHeader(event.type),
        [headerName.traceparent]: Buffer.from(traceparent, 'latin1'),
      },
    }
  }
  const appendTogether: CommandLog['appendTogether'] = async (events, traceparent) => {
    const records = events.map((event) => recordOf(event, traceparent))
    const outcomes = await appender.appendTogether(records)
    return outcomes.map((outcome, index) => {
      const [event, record] = [events[index], records[index]]
      if (outcome.status !== 'written' || event === undefined || record === undefined)
        return toAppended(outcome)
      const { partition } = record
      const position = topics[placeOf(event).kind].positionAt(partition, outcome.offset)
      return { status: 'written', position, partition, offset: outcome.offset }
    })
  }
  return {
    appendTogether,
    append: async (event, traceparent) => {
      const [appended] = await appendTogether([event], traceparent)
      return appended ?? { status: 'overloaded' }
    },
    partitionOf: (kind, key) => topics[kind].partitionOf(key),
  }
}

function toAppended(outcome: AppendOutcome): Appended {
  if (outcome.status === 'written') throw new Error('more outcomes than records')
  return outcome
}

function placeOf(event: CommandEvent): { readonly kind: TopicKind; readonly key: string } {
  return 'group' in event ? { kind: 'groups', key: event.group } : { kind: 'users', key: usersKey }
}
