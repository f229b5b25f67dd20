import { createHash } from 'node:crypto'
import type { CommandEvent, EventType } from './events.js'
import { schemas } from './generated/events.js'
import { formatUuid, type CommandId, type EventId, type UserId } from './ids.js'

/**
 * What a command asked for, whoever gave it and whenever: SHA-256 over the event's content. A repeated key must come with the
 * same digest. Made from the event, so that the log alone can tell and every later event has one by construction; fields
 * at their schema's default are left out, so that a field added later leaves the digests of before as they were.
 */
export function commandDigest(event: CommandEvent): Buffer {
  const atDefault = defaultsOf[event.type]
  const decided = event.type === 'UserCreated' && event.anonymous ? generated : decidedByUs
  const asked = Object.entries(event)
    .filter(([field, value]) => !decided.has(field) && JSON.stringify(value) !== atDefault.get(field))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(asked)).digest()
}

const decidedByUs = new Set([
  'eventId',
  'commandId',
  'actorId',
  'actorUsername',
  'occurredAt',
  'version',
  'userId',
])
const generated = new Set([...decidedByUs, 'username'])

const defaultsOf: { readonly [Type in EventType]: ReadonlyMap<string, string> } = {
  LogOpened: defaults(schemas.LogOpened),
  UserCreated: defaults(schemas.UserCreated),
  MessageSent: defaults(schemas.MessageSent),
  MessageEdited: defaults(schemas.MessageEdited),
  MessageDeleted: defaults(schemas.MessageDeleted),
}

function defaults(schema: {
  readonly fields: readonly { readonly name: string; readonly default?: unknown }[]
}) {
  return new Map(
    schema.fields.flatMap((field) =>
      'default' in field ? [[field.name, JSON.stringify(field.default)]] : [],
    ),
  )
}

/**
 * The same for every copy of a command; another for every other command, also for one of another actor with the same key.
 * @param scope the group, or `users`
 */
export function eventIdOf(scope: string, actorId: UserId, commandId: CommandId): EventId {
  const hash = createHash('sha256').update(`${scope}\n${actorId}\n${commandId}`).digest()
  return formatUuid(hash, 8) as EventId
}

/** The ids of a command without authentication, from its key, which is a secret and never enters the log. */
export function idsOfSecretKey(key: CommandId): { readonly commandId: CommandId; readonly userId: UserId } {
  const derive = (label: string) =>
    formatUuid(createHash('sha256').update(`hanashi ${label} ${key}`).digest(), 8)
  return { commandId: derive('command') as CommandId, userId: derive('user') as UserId }
}
