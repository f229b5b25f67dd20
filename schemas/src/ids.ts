import { accepted, refused, type Brand, type Parsed } from './brand.js'

export type UserId = Brand<'UserId'>
export type MessageId = Brand<'MessageId'>
export type CommandId = Brand<'CommandId'>
export type EventId = Brand<'EventId'>

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

function parseUuid<Id extends string>(input: unknown, name: string): Parsed<Id> {
  if (typeof input !== 'string') return refused(`${name} must be a string`)
  const lower = input.toLowerCase()
  return uuid.test(lower) ? accepted(lower as Id) : refused(`${name} must be a UUID (RFC 9562)`)
}

/** Upper-case digits are accepted and written in lower case. */
export const parseUserId = (input: unknown): Parsed<UserId> => parseUuid(input, 'userId')
export const parseMessageId = (input: unknown): Parsed<MessageId> => parseUuid(input, 'messageId')
/** An `Idempotency-Key`; UUIDv7 recommended. */
export const parseCommandId = (input: unknown): Parsed<CommandId> => parseUuid(input, 'Idempotency-Key')
export const parseEventId = (input: unknown): Parsed<EventId> => parseUuid(input, 'eventId')

/** A message's id is the id of the command that sends it. */
export function messageIdOf(commandId: CommandId): MessageId {
  return commandId as string as MessageId
}

/**
 * UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then random bits.
 * @param nowMs milliseconds since the epoch
 * @param random 10 random bytes
 */
export function uuidV7(nowMs: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(nowMs / 2 ** 32))
  view.setUint32(2, nowMs % 2 ** 32)
  bytes.set(random.subarray(0, 10), 6)
  return formatUuid(bytes, 7)
}

/** The time in a UUIDv7 in milliseconds since the epoch; undefined for any other version. */
export function uuidV7TimeMs(id: string): number | undefined {
  return id[14] === '7' ? parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined
}

/** Sets version and variant in `bytes` (the first 16) and writes them as a UUID in lower case. */
export function formatUuid(bytes: Uint8Array, version: number): string {
  const hex = Array.from(bytes.subarray(0, 16), (byte, i) => {
    if (i === 6) return hexByte((byte & 0x0f) | (version << 4))
    if (i === 8) return hexByte((byte & 0x3f) | 0x80)
    return hexByte(byte)
  }).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
