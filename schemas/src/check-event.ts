import type { CommandEvent, EventType, LogEvent, EventOf } from './events.js'
import { parseCommandId, parseEventId, parseMessageId, parseUserId } from './ids.js'
import { parseGroupId, parseTag, maxTags } from './group.js'
import { parseText } from './text.js'
import { parseGeneration } from './position.js'
import { parseUsername } from './username.js'
import type { Parsed } from './brand.js'

/**
 * Whether an event that Avro could read also keeps the rules that Avro can't express: the log is open, and anybody who may write
 * to it may write anything.
 * @returns the reason why it is poison, without any of its text; `undefined` if it is sound
 */
export function checkEvent(event: LogEvent): string | undefined {
  const check = checks[event.type] as (event: LogEvent) => string | undefined
  return check(event)
}

const checks: { [Type in EventType]: (event: EventOf<Type>) => string | undefined } = {
  LogOpened: (event) =>
    reasonOf(parseGeneration(event.generation)) ?? wholeNumber('partitionCount', event.partitionCount, 1),
  UserCreated: (event) =>
    head(event) ?? reasonOf(parseUserId(event.userId)) ?? reasonOf(parseUsername(event.username)),
  MessageSent: (event) =>
    head(event) ??
    message(event) ??
    reasonOf(parseText(event.text)) ??
    (event.replyTo === null ? undefined : reasonOf(parseMessageId(event.replyTo))) ??
    (event.sentAt === null ? undefined : time('sentAt', event.sentAt)) ??
    (event.tags.length > maxTags ? 'too many tags' : undefined) ??
    event.tags.map((tag) => reasonOf(parseTag(tag))).find((reason) => reason !== undefined),
  MessageEdited: (event) =>
    head(event) ??
    message(event) ??
    reasonOf(parseText(event.text)) ??
    wholeNumber('version', event.version, 2),
  MessageDeleted: (event) => head(event) ?? message(event) ?? wholeNumber('version', event.version, 2),
}

function head(event: CommandEvent): string | undefined {
  return (
    reasonOf(parseEventId(event.eventId)) ??
    reasonOf(parseCommandId(event.commandId)) ??
    reasonOf(parseUserId(event.actorId)) ??
    time('occurredAt', event.occurredAt)
  )
}

function message(event: { readonly group: string; readonly messageId: string }): string | undefined {
  return reasonOf(parseGroupId(event.group)) ?? reasonOf(parseMessageId(event.messageId))
}

function reasonOf(parsed: Parsed<unknown>): string | undefined {
  return parsed.ok ? undefined : parsed.reason
}

function wholeNumber(name: string, value: number, least: number): string | undefined {
  return value >= least ? undefined : `${name} is below ${least}`
}

/** The last millisecond of the year 9999: what ISO 8601 and Postgres can both write with four digits. */
export const maxTimeMs = 253_402_300_799_999

function time(name: string, value: number): string | undefined {
  return value >= 0 && value <= maxTimeMs ? undefined : `${name} is not a time between 1970 and 9999`
}
