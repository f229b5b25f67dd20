import type {
  LogOpened,
  MessageDeleted,
  MessageEdited,
  MessageSent,
  UserCreated,
} from './generated/events.js'

export type {
  LogOpened,
  MessageDeleted,
  MessageEdited,
  MessageSent,
  UserCreated,
} from './generated/events.js'

/** Everything that can be in the log. */
export type LogEvent = LogOpened | UserCreated | MessageSent | MessageEdited | MessageDeleted

export type EventType = LogEvent['type']

export type EventOf<Type extends EventType> = Extract<LogEvent, { type: Type }>

/** What a command made: everything but the marks of the log itself. */
export type CommandEvent = Exclude<LogEvent, LogOpened>

/** Events of one message; their record's key is the group. */
export type MessageEvent = MessageSent | MessageEdited | MessageDeleted

/** The event types, once, for tables that must have them all. */
export const eventTypes = [
  'LogOpened',
  'UserCreated',
  'MessageSent',
  'MessageEdited',
  'MessageDeleted',
] as const satisfies readonly EventType[]

/** The same, by name, so that nobody writes an event's name as a literal. */
export const eventType = {
  LogOpened: 'LogOpened',
  UserCreated: 'UserCreated',
  MessageSent: 'MessageSent',
  MessageEdited: 'MessageEdited',
  MessageDeleted: 'MessageDeleted',
} as const satisfies { [Type in EventType]: Type }

export function isMessageEvent(event: LogEvent): event is MessageEvent {
  return 'messageId' in event
}
