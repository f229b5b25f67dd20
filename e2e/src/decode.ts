import { readdirSync, readFileSync } from 'node:fs'
import avsc, { type Schema, type Type } from 'avsc'
import type { RawRecord } from './log-reader.js'

/** An event as the log has it; its fields are those of the `.avsc` file of its name. */
export interface LoggedEvent {
  readonly name: string
  readonly partition: number
  readonly offset: number
  readonly key: string | undefined
  readonly schemaId: number
  readonly fields: Readonly<Record<string, unknown>>
}

const folder = new URL('../../schemas/avro/', import.meta.url)
const byFingerprint = new Map<string, Type>()
for (const file of readdirSync(folder).filter((name) => name.endsWith('.avsc'))) {
  const schema = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Schema
  const type = avsc.Type.forSchema(schema)
  byFingerprint.set(type.fingerprint('sha256').toString('hex'), type)
}

/** Confluent's wire format, by the schema whose fingerprint the record's header names. */
export function decode({ partition, offset, key, value, headers }: RawRecord): LoggedEvent {
  if (value.readUInt8(0) !== 0) throw new Error(`${partition}:${offset} does not begin with 0`)
  const fingerprint = headers['schema-sha256']?.toString('hex')
  const type = byFingerprint.get(fingerprint ?? '')
  if (type?.name === undefined) throw new Error(`${partition}:${offset} is of no schema in schemas/avro`)
  const name = type.name.slice(type.name.lastIndexOf('.') + 1)
  const fields = { ...(type.fromBuffer(value.subarray(5)) as object) }
  return { name, partition, offset, key, schemaId: value.readUInt32BE(1), fields }
}

export function text(event: LoggedEvent, field: string): string {
  const value = event.fields[field]
  if (typeof value !== 'string') throw new Error(`${event.name}.${field} is no string`)
  return value
}

export function number(event: LoggedEvent, field: string): number {
  const value = event.fields[field]
  if (typeof value !== 'number') throw new Error(`${event.name}.${field} is no number`)
  return value
}
