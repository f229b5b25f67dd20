import type { LogRecord } from '@hanashi/log/record'
import type { SchemaSource } from '@hanashi/log/schema-source'
import { EventDecoder } from '@hanashi/schemas/codec'
import { isMessageEvent, type LogEvent } from '@hanashi/schemas/events'
import type { Placed } from './past/event-facts.js'

/**
 * What became of a record. `other`: nothing that a subscriber sees (LogOpened). `poison`: nobody can read it, and the projection
 * parks it. `waiting`: its schema isn't known yet and the registry doesn't have it or doesn't answer.
 */
export type Read =
  | { readonly status: 'message'; readonly placed: Placed }
  | { readonly status: 'other' }
  | { readonly status: 'poison'; readonly reason: string }
  | { readonly status: 'waiting'; readonly schemaId: number; readonly reason: string }

/** Reads records into events; asks the registry only for schemas that this code doesn't ship, one question at a time for each. */
export class LogEvents {
  readonly #decoder = new EventDecoder()
  readonly #schemas: SchemaSource
  readonly #partitionOf: (group: string) => number

  constructor(schemas: SchemaSource, partitionOf: (group: string) => number) {
    this.#schemas = schemas
    this.#partitionOf = partitionOf
  }

  async read(partition: number, record: LogRecord): Promise<Read> {
    const known = this.#decode(partition, record)
    if (known.status !== 'waiting') return known
    const answer = await this.#schemas(known.schemaId)
    if (answer.status !== 'found') {
      return {
        ...known,
        reason: answer.status === 'unavailable' ? answer.reason : 'the registry has no such schema',
      }
    }
    const refusal = this.#decoder.learn(known.schemaId, answer.schema)
    return refusal === undefined ? this.#decode(partition, record) : { status: 'poison', reason: refusal }
  }

  #decode(partition: number, record: LogRecord): Read {
    const decoded = this.#decoder.decode(record.value, record.fingerprint)
    switch (decoded.status) {
      case 'event':
        return this.#place(decoded.event, partition, record)
      case 'poison':
        return decoded
      case 'unknown-schema':
        return { status: 'waiting', schemaId: decoded.schemaId, reason: 'the schema is not known' }
    }
  }

  /** What is where it can't be is poison, as for the projection. */
  #place(event: LogEvent, partition: number, record: LogRecord): Read {
    if (!isMessageEvent(event)) return { status: 'other' }
    if (record.key?.toString('utf8') !== event.group || this.#partitionOf(event.group) !== partition) {
      return {
        status: 'poison',
        reason: "the event's group is not the record's key, or not of this partition",
      }
    }
    return { status: 'message', placed: { event, offset: record.offset } }
  }
}
