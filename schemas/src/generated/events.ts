// Generated from avro/*.avsc by `npm run generate`. Edit those.
import type { CommandId, EventId, MessageId, UserId } from '../ids.js'
import type { GroupId } from '../group.js'
import type { Generation } from '../position.js'

/** The first record of each partition of a topic: which incarnation of the topic this is. Changes nothing in any fold. */
export interface LogOpened {
  readonly type: 'LogOpened'
  /** Name of this incarnation of the topic: g (groups) or u (users), its number, a random tag; such as g1k7f3. Part of every position. */
  readonly generation: Generation
  /** How many partitions the topic has; the partition of a key depends on it. */
  readonly partitionCount: number
  /** When the topic was made, in milliseconds since the epoch, UTC. */
  readonly createdAt: number
}

/** A message was deleted, for good. Stands if the message exists and is not deleted, whatever its version. */
export interface MessageDeleted {
  readonly type: 'MessageDeleted'
  /** Id of this event, derived from the command: a copy of a command makes an event with the same id. */
  readonly eventId: EventId
  /** Id of the command that made this event: the client's Idempotency-Key where it sent one (hashed for commands without authentication). */
  readonly commandId: CommandId
  /** userId of whoever gave the command; for imported messages the author. */
  readonly actorId: UserId
  /** Username of the actor at the time of the command. */
  readonly actorUsername: string
  /** When the command was accepted, in milliseconds since the epoch, UTC. The only field in which copies of a command differ. */
  readonly occurredAt: number
  /** Id of the group; the key of the record. */
  readonly group: GroupId
  /** Id of the message. */
  readonly messageId: MessageId
  /** The version that this makes of the message: one above the version it was decided on. */
  readonly version: number
}

/** The text of a message was replaced. Stands only if the message exists, is not deleted and has a version below this one's. */
export interface MessageEdited {
  readonly type: 'MessageEdited'
  /** Id of this event, derived from the command: a copy of a command makes an event with the same id. */
  readonly eventId: EventId
  /** Id of the command that made this event: the client's Idempotency-Key where it sent one (hashed for commands without authentication). */
  readonly commandId: CommandId
  /** userId of whoever gave the command; for imported messages the author. */
  readonly actorId: UserId
  /** Username of the actor at the time of the command. */
  readonly actorUsername: string
  /** When the command was accepted, in milliseconds since the epoch, UTC. The only field in which copies of a command differ. */
  readonly occurredAt: number
  /** Id of the group; the key of the record. */
  readonly group: GroupId
  /** Id of the message. */
  readonly messageId: MessageId
  /** The version that this makes of the message: one above the version it was decided on. */
  readonly version: number
  /** The new text, as in MessageSent. */
  readonly text: string
}

/** A message was sent to a group. A message is identified by (group, messageId); the first event stands, later ones are copies. Makes version 1. */
export interface MessageSent {
  readonly type: 'MessageSent'
  /** Id of this event, derived from the command: a copy of a command makes an event with the same id. */
  readonly eventId: EventId
  /** Id of the command that made this event: the client's Idempotency-Key where it sent one (hashed for commands without authentication). */
  readonly commandId: CommandId
  /** userId of whoever gave the command; for imported messages the author. */
  readonly actorId: UserId
  /** Username of the actor at the time of the command. */
  readonly actorUsername: string
  /** When the command was accepted, in milliseconds since the epoch, UTC. The only field in which copies of a command differ. */
  readonly occurredAt: number
  /** Id of the group; the key of the record. */
  readonly group: GroupId
  /** Id of the message, unique in its group: the commandId. */
  readonly messageId: MessageId
  /** text, or action (/me). Readers treat what they do not know as text. */
  readonly kind: string
  /** 1 to 4,000 code points of any valid Unicode without NUL, byte for byte as it was sent. */
  readonly text: string
  /** Up to 8 slugs. */
  readonly tags: readonly string[]
  /** messageId, in the same group, of the message that this one answers. */
  readonly replyTo: null | MessageId
  /** When the message was written, where that is not occurredAt (imported messages), in milliseconds since the epoch, UTC. */
  readonly sentAt: null | number
}

/** A user came to exist. Of two events with the same username (compared without case) the first in the log stands. */
export interface UserCreated {
  readonly type: 'UserCreated'
  /** Id of this event, derived from the command: a copy of a command makes an event with the same id. */
  readonly eventId: EventId
  /** Id of the command that made this event: the client's Idempotency-Key where it sent one (hashed for commands without authentication). */
  readonly commandId: CommandId
  /** userId of whoever gave the command; for imported messages the author. */
  readonly actorId: UserId
  /** Username of the actor at the time of the command. */
  readonly actorUsername: string
  /** When the command was accepted, in milliseconds since the epoch, UTC. The only field in which copies of a command differ. */
  readonly occurredAt: number
  /** Id of the user. */
  readonly userId: UserId
  /** The name, NFKC, 3 to 32 characters; unique without regard to case. */
  readonly username: string
  /** Whether the name was generated for somebody who did not choose one. */
  readonly anonymous: boolean
}

/** The schemas that this code writes. */
export const schemas = {
  LogOpened: {
    type: 'record',
    name: 'LogOpened',
    namespace: 'hanashi.events',
    doc: 'The first record of each partition of a topic: which incarnation of the topic this is. Changes nothing in any fold.',
    fields: [
      {
        name: 'generation',
        type: 'string',
        doc: 'Name of this incarnation of the topic: g (groups) or u (users), its number, a random tag; such as g1k7f3. Part of every position.',
      },
      {
        name: 'partitionCount',
        type: 'int',
        doc: 'How many partitions the topic has; the partition of a key depends on it.',
      },
      {
        name: 'createdAt',
        type: { type: 'long', logicalType: 'timestamp-millis' },
        doc: 'When the topic was made, in milliseconds since the epoch, UTC.',
      },
    ],
  },
  MessageDeleted: {
    type: 'record',
    name: 'MessageDeleted',
    namespace: 'hanashi.events',
    doc: 'A message was deleted, for good. Stands if the message exists and is not deleted, whatever its version.',
    fields: [
      {
        name: 'eventId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: 'Id of this event, derived from the command: a copy of a command makes an event with the same id.',
      },
      {
        name: 'commandId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "Id of the command that made this event: the client's Idempotency-Key where it sent one (hashed for commands without authentication).",
      },
      {
        name: 'actorId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: 'userId of whoever gave the command; for imported messages the author.',
      },
      { name: 'actorUsername', type: 'string', doc: 'Username of the actor at the time of the command.' },
      {
        name: 'occurredAt',
        type: { type: 'long', logicalType: 'timestamp-millis' },
        doc: 'When the command was accepted, in milliseconds since the epoch, UTC. The only field in which copies of a command differ.',
      },
      { name: 'group', type: 'string', doc: 'Id of the group; the key of the record.' },
      { name: 'messageId', type: { type: 'string', logicalType: 'uuid' }, doc: 'Id of the message.' },
      {
        name: 'version',
        type: 'int',
        doc: 'The version that this makes of the message: one above the version it was decided on.',
      },
    ],
  },
  MessageEdited: {
    type: 'record',
    name: 'MessageEdited',
    namespace: 'hanashi.events',
    doc: "The text of a message was replaced. Stands only if the message exists, is not deleted and has a version below this one's.",
    fields: [
      {
        name: 'eventId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: 'Id of this event, derived from the command: a copy of a command makes an event with the same id.',
      },
      {
        name: 'commandId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "Id of the command that made this event: the client's Idempotency-Key where it sent one (hashed for commands without authentication).",
      },
      {
        name: 'actorId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: 'userId of whoever gave the command; for imported messages the author.',
      },
      { name: 'actorUsername', type: 'string', doc: 'Username of the actor at the time of the command.' },
      {
        name: 'occurredAt',
        type: { type: 'long', logicalType: 'timestamp-millis' },
        doc: 'When the command was accepted, in milliseconds since the epoch, UTC. The only field in which copies of a command differ.',
      },
      { name: 'group', type: 'string', doc: 'Id of the group; the key of the record.' },
      { name: 'messageId', type: { type: 'string', logicalType: 'uuid' }, doc: 'Id of the message.' },
      {
        name: 'version',
        type: 'int',
        doc: 'The version that this makes of the message: one above the version it was decided on.',
      },
      { name: 'text', type: 'string', doc: 'The new text, as in MessageSent.' },
    ],
  },
  MessageSent: {
    type: 'record',
    name: 'MessageSent',
    namespace: 'hanashi.events',
    doc: 'A message was sent to a group. A message is identified by (group, messageId); the first event stands, later ones are copies. Makes version 1.',
    fields: [
      {
        name: 'eventId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: 'Id of this event, derived from the command: a copy of a command makes an event with the same id.',
      },
      {
        name: 'commandId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "Id of the command that made this event: the client's Idempotency-Key where it sent one (hashed for commands without authentication).",
      },
      {
        name: 'actorId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: 'userId of whoever gave the command; for imported messages the author.',
      },
      { name: 'actorUsername', type: 'string', doc: 'Username of the actor at the time of the command.' },
      {
        name: 'occurredAt',
        type: { type: 'long', logicalType: 'timestamp-millis' },
        doc: 'When the command was accepted, in milliseconds since the epoch, UTC. The only field in which copies of a command differ.',
      },
      { name: 'group', type: 'string', doc: 'Id of the group; the key of the record.' },
      {
        name: 'messageId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: 'Id of the message, unique in its group: the commandId.',
      },
      {
        name: 'kind',
        type: 'string',
        doc: 'text, or action (/me). Readers treat what they do not know as text.',
        default: 'text',
      },
      {
        name: 'text',
        type: 'string',
        doc: '1 to 4,000 code points of any valid Unicode without NUL, byte for byte as it was sent.',
      },
      { name: 'tags', type: { type: 'array', items: 'string' }, doc: 'Up to 8 slugs.', default: [] },
      {
        name: 'replyTo',
        type: ['null', { type: 'string', logicalType: 'uuid' }],
        doc: 'messageId, in the same group, of the message that this one answers.',
        default: null,
      },
      {
        name: 'sentAt',
        type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
        doc: 'When the message was written, where that is not occurredAt (imported messages), in milliseconds since the epoch, UTC.',
        default: null,
      },
    ],
  },
  UserCreated: {
    type: 'record',
    name: 'UserCreated',
    namespace: 'hanashi.events',
    doc: 'A user came to exist. Of two events with the same username (compared without case) the first in the log stands.',
    fields: [
      {
        name: 'eventId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: 'Id of this event, derived from the command: a copy of a command makes an event with the same id.',
      },
      {
        name: 'commandId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: "Id of the command that made this event: the client's Idempotency-Key where it sent one (hashed for commands without authentication).",
      },
      {
        name: 'actorId',
        type: { type: 'string', logicalType: 'uuid' },
        doc: 'userId of whoever gave the command; for imported messages the author.',
      },
      { name: 'actorUsername', type: 'string', doc: 'Username of the actor at the time of the command.' },
      {
        name: 'occurredAt',
        type: { type: 'long', logicalType: 'timestamp-millis' },
        doc: 'When the command was accepted, in milliseconds since the epoch, UTC. The only field in which copies of a command differ.',
      },
      { name: 'userId', type: { type: 'string', logicalType: 'uuid' }, doc: 'Id of the user.' },
      {
        name: 'username',
        type: 'string',
        doc: 'The name, NFKC, 3 to 32 characters; unique without regard to case.',
      },
      {
        name: 'anonymous',
        type: 'boolean',
        doc: 'Whether the name was generated for somebody who did not choose one.',
      },
    ],
  },
} as const

/** Every schema that was ever published, by event type, in no order. */
export const published = {
  LogOpened: [
    {
      type: 'record',
      name: 'LogOpened',
      namespace: 'hanashi.events',
      doc: 'The first record of each partition of a topic: which incarnation of the topic this is. Changes nothing in any fold.',
      fields: [
        {
          name: 'generation',
          type: 'string',
          doc: 'Name of this incarnation of the topic: g (groups) or u (users), its number, a random tag; such as g1k7f3. Part of every position.',
        },
        {
          name: 'partitionCount',
          type: 'int',
          doc: 'How many partitions the topic has; the partition of a key depends on it.',
        },
        {
          name: 'createdAt',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When the topic was made, in milliseconds since the epoch, UTC.',
        },
      ],
    },
  ],
  MessageDeleted: [
    {
      type: 'record',
      name: 'MessageDeleted',
      namespace: 'hanashi.events',
      doc: 'A message was deleted, for good. Stands if the message exists and is not deleted, whatever its version.',
      fields: [
        {
          name: 'eventId',
          type: { type: 'string', logicalType: 'uuid' },
          doc: 'Id of this event, derived from the command: a copy of a command makes an event with the same id.',
        },
        {
          name: 'commandId',
          type: { type: 'string', logicalType: 'uuid' },
          doc: "Id of the command that made this event: the client's Idempotency-Key where it sent one (hashed for commands without authentication).",
        },
        {
          name: 'actorId',
          type: { type: 'string', logicalType: 'uuid' },
          doc: 'userId of whoever gave the command; for imported messages the author.',
        },
        { name: 'actorUsername', type: 'string', doc: 'Username of the actor at the time of the command.' },
        {
          name: 'occurredAt',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When the command was accepted, in milliseconds since the epoch, UTC. The only field in which copies of a command differ.',
        },
        { name: 'group', type: 'string', doc: 'Id of the group; the key of the record.' },
        { name: 'messageId', type: { type: 'string', logicalType: 'uuid' }, doc: 'Id of the message.' },
        {
          name: 'version',
          type: 'int',
          doc: 'The version that this makes of the message: one above the version it was decided on.',
        },
      ],
    },
  ],
  MessageEdited: [
    {
      type: 'record',
      name: 'MessageEdited',
      namespace: 'hanashi.events',
      doc: "The text of a message was replaced. Stands only if the message exists, is not deleted and has a version below this one's.",
      fields: [
        {
          name: 'eventId',
          type: { type: 'string', logicalType: 'uuid' },
          doc: 'Id of this event, derived from the command: a copy of a command makes an event with the same id.',
        },
        {
          name: 'commandId',
          type: { type: 'string', logicalType: 'uuid' },
          doc: "Id of the command that made this event: the client's Idempotency-Key where it sent one (hashed for commands without authentication).",
        },
        {
          name: 'actorId',
          type: { type: 'string', logicalType: 'uuid' },
          doc: 'userId of whoever gave the command; for imported messages the author.',
        },
        { name: 'actorUsername', type: 'string', doc: 'Username of the actor at the time of the command.' },
        {
          name: 'occurredAt',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When the command was accepted, in milliseconds since the epoch, UTC. The only field in which copies of a command differ.',
        },
        { name: 'group', type: 'string', doc: 'Id of the group; the key of the record.' },
        { name: 'messageId', type: { type: 'string', logicalType: 'uuid' }, doc: 'Id of the message.' },
        {
          name: 'version',
          type: 'int',
          doc: 'The version that this makes of the message: one above the version it was decided on.',
        },
        { name: 'text', type: 'string', doc: 'The new text, as in MessageSent.' },
      ],
    },
  ],
  MessageSent: [
    {
      type: 'record',
      name: 'MessageSent',
      namespace: 'hanashi.events',
      doc: 'A message was sent to a group. A message is identified by (group, messageId); the first event stands, later ones are copies. Makes version 1.',
      fields: [
        {
          name: 'eventId',
          type: { type: 'string', logicalType: 'uuid' },
          doc: 'Id of this event, derived from the command: a copy of a command makes an event with the same id.',
        },
        {
          name: 'commandId',
          type: { type: 'string', logicalType: 'uuid' },
          doc: "Id of the command that made this event: the client's Idempotency-Key where it sent one (hashed for commands without authentication).",
        },
        {
          name: 'actorId',
          type: { type: 'string', logicalType: 'uuid' },
          doc: 'userId of whoever gave the command; for imported messages the author.',
        },
        { name: 'actorUsername', type: 'string', doc: 'Username of the actor at the time of the command.' },
        {
          name: 'occurredAt',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When the command was accepted, in milliseconds since the epoch, UTC. The only field in which copies of a command differ.',
        },
        { name: 'group', type: 'string', doc: 'Id of the group; the key of the record.' },
        {
          name: 'messageId',
          type: { type: 'string', logicalType: 'uuid' },
          doc: 'Id of the message, unique in its group: the commandId.',
        },
        {
          name: 'kind',
          type: 'string',
          doc: 'text, or action (/me). Readers treat what they do not know as text.',
          default: 'text',
        },
        {
          name: 'text',
          type: 'string',
          doc: '1 to 4,000 code points of any valid Unicode without NUL, byte for byte as it was sent.',
        },
        { name: 'tags', type: { type: 'array', items: 'string' }, doc: 'Up to 8 slugs.', default: [] },
        {
          name: 'replyTo',
          type: ['null', { type: 'string', logicalType: 'uuid' }],
          doc: 'messageId, in the same group, of the message that this one answers.',
          default: null,
        },
        {
          name: 'sentAt',
          type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
          doc: 'When the message was written, where that is not occurredAt (imported messages), in milliseconds since the epoch, UTC.',
          default: null,
        },
      ],
    },
  ],
  UserCreated: [
    {
      type: 'record',
      name: 'UserCreated',
      namespace: 'hanashi.events',
      doc: 'A user came to exist. Of two events with the same username (compared without case) the first in the log stands.',
      fields: [
        {
          name: 'eventId',
          type: { type: 'string', logicalType: 'uuid' },
          doc: 'Id of this event, derived from the command: a copy of a command makes an event with the same id.',
        },
        {
          name: 'commandId',
          type: { type: 'string', logicalType: 'uuid' },
          doc: "Id of the command that made this event: the client's Idempotency-Key where it sent one (hashed for commands without authentication).",
        },
        {
          name: 'actorId',
          type: { type: 'string', logicalType: 'uuid' },
          doc: 'userId of whoever gave the command; for imported messages the author.',
        },
        { name: 'actorUsername', type: 'string', doc: 'Username of the actor at the time of the command.' },
        {
          name: 'occurredAt',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When the command was accepted, in milliseconds since the epoch, UTC. The only field in which copies of a command differ.',
        },
        { name: 'userId', type: { type: 'string', logicalType: 'uuid' }, doc: 'Id of the user.' },
        {
          name: 'username',
          type: 'string',
          doc: 'The name, NFKC, 3 to 32 characters; unique without regard to case.',
        },
        {
          name: 'anonymous',
          type: 'boolean',
          doc: 'Whether the name was generated for somebody who did not choose one.',
        },
      ],
    },
  ],
} as const
