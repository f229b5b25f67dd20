import avsc, { type Schema, type Type } from 'avsc'
import { eventTypes, type EventType } from './events.js'
import { published, schemas } from './generated/events.js'

/** A schema with what finds it: SHA-256 of its parsing canonical form, in hexadecimal. */
export interface PinnedSchema {
  readonly type: EventType
  readonly schema: Type
  readonly fingerprint: string
}

export function parseSchema(schema: unknown): Type {
  return avsc.Type.forSchema(schema as Schema)
}

export function fingerprintOf(schema: Type): string {
  return schema.fingerprint('sha256').toString('hex')
}

function pin(type: EventType, schema: unknown): PinnedSchema {
  const parsed = parseSchema(schema)
  return { type, schema: parsed, fingerprint: fingerprintOf(parsed) }
}

/** The schemas that this code writes. */
export const writerSchemas: { readonly [Type in EventType]: PinnedSchema } = {
  LogOpened: pin('LogOpened', schemas.LogOpened),
  UserCreated: pin('UserCreated', schemas.UserCreated),
  MessageSent: pin('MessageSent', schemas.MessageSent),
  MessageEdited: pin('MessageEdited', schemas.MessageEdited),
  MessageDeleted: pin('MessageDeleted', schemas.MessageDeleted),
}

/** Every schema that was ever published: what may be in a log. */
export const publishedSchemas: readonly PinnedSchema[] = eventTypes.flatMap((type) =>
  published[type].map((schema) => pin(type, schema)),
)

/** The Avro schema of an event type as it is registered, documentation included. */
export function schemaText(type: EventType): string {
  return JSON.stringify(schemas[type])
}
