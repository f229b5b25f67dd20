import type { Resolver, Type } from 'avsc'
import { fingerprintOf, parseSchema, publishedSchemas, writerSchemas } from './avro.js'
import { eventTypes, type EventType, type LogEvent } from './events.js'
import { checkEvent } from './check-event.js'

/** Confluent's wire format: a zero byte, the schema id as 32 bits big-endian, the Avro body. */
const magicByte = 0
const headerBytes = 5

/** Events are validated by Avro as they are encoded: a wrong type throws. */
export function encodeEvent(event: LogEvent, schemaId: number): Buffer {
  const body = writerSchemas[event.type].schema.toBuffer(event)
  const value = Buffer.allocUnsafe(headerBytes + body.length)
  value.writeUInt8(magicByte, 0)
  value.writeUInt32BE(schemaId, 1)
  body.copy(value, headerBytes)
  return value
}

/** What became of a record's value. `poison` never decodes; `unknown-schema` does once its schema is learned. */
export type Decoded =
  | { readonly status: 'event'; readonly event: LogEvent }
  | { readonly status: 'unknown-schema'; readonly schemaId: number; readonly fingerprint: string | undefined }
  | { readonly status: 'poison'; readonly reason: string }

/**
 * Decodes values of any published schema into the events of this code. Schemas of the repository are found by the fingerprint
 * in the record's header; only for others is a registry asked, by whoever calls `learn`. A resolver is kept for each writer schema.
 */
export class EventDecoder {
  readonly #byFingerprint = new Map<string, Reader>()
  readonly #bySchemaId = new Map<number, Reader>()

  constructor() {
    for (const { type, schema, fingerprint } of publishedSchemas) {
      this.#byFingerprint.set(fingerprint, makeReader(type, schema))
    }
  }

  /**
   * @param value the record's value; `null` (a tombstone) is poison, the topics aren't compacted
   * @param fingerprint the header's 32 bytes, where the record has one
   */
  decode(value: Uint8Array | null, fingerprint: Uint8Array | undefined): Decoded {
    if (!value || value.length < headerBytes) return poison('the value is not in Confluent wire format')
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    if (bytes[0] !== magicByte) return poison('the value does not begin with the magic byte')
    const schemaId = bytes.readUInt32BE(1)
    const hex = fingerprint && Buffer.from(fingerprint).toString('hex')
    const reader = hex === undefined ? this.#bySchemaId.get(schemaId) : this.#byFingerprint.get(hex)
    if (!reader) return { status: 'unknown-schema', schemaId, fingerprint: hex }
    return reader(bytes)
  }

  /**
   * Takes a schema that the registry gave for an id.
   * @param schema its JSON, parsed
   * @returns why it can't be read into any event of this code; `undefined` when it was learned
   */
  learn(schemaId: number, schema: unknown): string | undefined {
    let parsed: Type
    let reader: Reader
    try {
      parsed = parseSchema(schema)
      const type = eventTypes.find((name) => parsed.name === writerSchemas[name].schema.name)
      if (!type) return `no event type has the schema ${String(parsed.name)}`
      reader = makeReader(type, parsed)
    } catch (error) {
      return `the schema cannot be resolved: ${error instanceof Error ? error.message : String(error)}`
    }
    this.#byFingerprint.set(fingerprintOf(parsed), reader)
    this.#bySchemaId.set(schemaId, reader)
    return undefined
  }
}

type Reader = (bytes: Buffer) => Decoded

function makeReader(type: EventType, writer: Type): Reader {
  const target = writerSchemas[type].schema
  const resolver: Resolver | undefined =
    fingerprintOf(writer) === writerSchemas[type].fingerprint ? undefined : target.createResolver(writer)
  return (bytes) => {
    let record: object
    try {
      const { value, offset } = target.decode(bytes, headerBytes, resolver) as {
        value: object
        offset: number
      }
      if (offset !== bytes.length) return poison('the value is shorter or longer than its schema says')
      record = value
    } catch (error) {
      return poison(
        `the value does not fit its schema: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
    const event = Object.assign({ type }, record) as LogEvent
    const reason = checkEvent(event)
    return reason === undefined ? { status: 'event', event } : poison(reason)
  }
}

function poison(reason: string): Decoded {
  return { status: 'poison', reason }
}

/** For tests and tools: a value whose schema id is at hand. */
export function schemaIdOf(value: Uint8Array): number | undefined {
  if (value.length < headerBytes || value[0] !== magicByte) return undefined
  return new DataView(value.buffer, value.byteOffset).getUint32(1)
}

/** The 32 bytes for the record's header. */
export function fingerprintHeader(type: EventType): Buffer {
  return headers[type]
}

const headers = Object.fromEntries(
  eventTypes.map((type) => [type, Buffer.from(writerSchemas[type].fingerprint, 'hex')]),
) as Record<EventType, Buffer>
