import { Type, type Static, type TObject, type TProperties } from '@sinclair/typebox'
import { maxTags } from './group.js'
import { maxTextCodePoints } from './text.js'

/**
 * Bodies of requests and answers. One definition gives the TypeScript type, the check and the OpenAPI text. What JSON Schema can't say
 * (surrogates, blank text, NFKC) the parse functions check afterwards.
 */
const closed = <T extends TProperties>(properties: T, description: string): TObject<T> =>
  Type.Object(properties, { additionalProperties: false, description })

const uuid = (description: string) => Type.String({ format: 'uuid', description })
const isoTime = (description: string) => Type.String({ format: 'date-time', description })
const position = Type.String({
  description: 'Where this is in the log; opaque. Pass it to `subscribe`, `replay` and `Min-Position`.',
  examples: ['g1k7f3:3:1042'],
})
const group = Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,63}$', examples: ['global'] })
// Its length is `invalid-text`'s affair, like all else that parseText checks.
const text = Type.String({
  description: `1 to ${maxTextCodePoints} code points of any valid Unicode: no NUL, no lone surrogate, not blank. Kept byte for byte.`,
})
const kind = Type.Union([Type.Literal('text'), Type.Literal('action')], {
  description: '`action` is what /me makes.',
})
const tags = Type.Array(Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,31}$' }), {
  maxItems: maxTags,
  uniqueItems: true,
})
const version = Type.Integer({ minimum: 1, description: 'Goes up with each edit; `If-Match` takes it.' })

export const CreateUserBody = closed(
  {
    username: Type.String({
      description: '3 to 32 letters and digits of any script, `_ . -`.',
      examples: ['kiran'],
    }),
  },
  'A user to create.',
)
export const AnonymousUserBody = closed({}, 'Nothing: the name is generated.')
export const SendMessageBody = closed(
  {
    text,
    kind: Type.Optional(kind),
    tags: Type.Optional(tags),
    replyTo: Type.Optional(uuid('messageId of a message of the same group.')),
    sentAt: Type.Optional(isoTime('When it was written; only with the scope `import`.')),
  },
  'A message to send.',
)
export const EditMessageBody = closed({ text }, 'The new text.')
export const maxBatchMessages = 500
export const BatchBody = closed(
  {
    messages: Type.Array(
      closed(
        {
          key: uuid('Becomes the messageId; a repeated key adds nothing.'),
          author: closed({ userId: uuid('Whose message it is.') }, 'An existing user.'),
          text,
          kind: Type.Optional(kind),
          tags: Type.Optional(tags),
          replyTo: Type.Optional(uuid('May be a message of the same batch.')),
          sentAt: Type.Optional(isoTime('When it was written.')),
        },
        'A message of any author.',
      ),
      { minItems: 1, maxItems: maxBatchMessages },
    ),
  },
  'Messages in their order.',
)

export const UserCreatedAnswer = closed(
  {
    userId: uuid('Id of the user.'),
    username: Type.String(),
    anonymous: Type.Optional(Type.Literal(true)),
    token: Type.Optional(
      Type.String({ description: 'JWT; left out when a key is repeated after ten minutes.' }),
    ),
    position,
  },
  'The user and a token.',
)
export const TokenAnswer = closed(
  { token: Type.String(), expiresAt: isoTime('When it ends.') },
  'A fresh token.',
)
export const MessageSentAnswer = closed(
  {
    messageId: uuid('Id of the message.'),
    group,
    position,
    sentAt: isoTime('Time of the command.'),
    version,
  },
  'Kafka has acknowledged the message.',
)
export const MessageEditedAnswer = closed(
  {
    messageId: uuid('Id of the message.'),
    group,
    position,
    editedAt: isoTime('Time of the command.'),
    version,
  },
  'Kafka has acknowledged the edit.',
)
export const MessageDeletedAnswer = closed(
  { messageId: uuid('Id of the message.'), group, position, deletedAt: isoTime('Time of the command.') },
  'Kafka has acknowledged the deletion.',
)
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What to do.' }),
    code: Type.String({ description: 'For programs.' }),
  },
  { description: 'RFC 9457 problem document.' },
)
export const BatchAnswer = closed(
  { results: Type.Array(Type.Union([MessageSentAnswer, Problem])) },
  'An answer for each message, in their order.',
)

export const Author = closed(
  { userId: uuid('Id of the user.'), username: Type.String() },
  'A user, by the current name.',
)
export const Message = closed(
  {
    messageId: uuid('Unique in its group.'),
    group,
    author: Author,
    kind: Type.String(),
    text: Type.Optional(Type.String({ description: 'Left out once the message is deleted.' })),
    tags: Type.Array(Type.String()),
    sentAt: isoTime('Time of the command.'),
    editedAt: Type.Optional(isoTime('Time of the last edit.')),
    deletedAt: Type.Optional(isoTime('Time of the deletion.')),
    replyTo: Type.Optional(uuid('The message that this one answers.')),
    position,
    version,
  },
  'A message as it is now. `position` is that of the event that made it.',
)
export const MessagePage = closed(
  {
    messages: Type.Array(Message, { description: 'Newest last.' }),
    position: Type.String({
      description: 'What the page is true for: subscribe from here for no gap and no overlap.',
    }),
    before: Type.Optional(
      Type.String({ description: 'Cursor to older messages; left out at the beginning.' }),
    ),
    after: Type.Optional(
      Type.String({ description: 'Cursor to newer messages; left out when there is no message.' }),
    ),
  },
  'Messages in the order in which they were sent.',
)
export const MessageVersion = closed(
  {
    version,
    text: Type.Optional(Type.String({ description: 'Left out once the message is deleted.' })),
    editedAt: isoTime('When this version came to be.'),
    editor: Author,
  },
  'One version of a message.',
)
export const MessageHistory = closed(
  {
    messageId: uuid('Id of the message.'),
    group,
    versions: Type.Array(MessageVersion, {
      description: 'Oldest first; the first is the message as it was sent.',
    }),
    deletedAt: Type.Optional(isoTime('Time of the deletion.')),
    position,
  },
  'The edit history of a message.',
)
export const OneMessage = Type.Composite(
  [Message, Type.Object({ at: Type.String({ description: 'What the answer is true for.' }) })],
  {
    additionalProperties: false,
  },
)
export const Group = closed(
  {
    group,
    messageCount: Type.Integer({ minimum: 0, description: 'Messages ever sent, deleted ones included.' }),
    lastActivityAt: isoTime('Time of the last event that stood.'),
    lastMessage: Type.Optional(Message),
  },
  'A group that has had a message.',
)
export const GroupPage = closed(
  {
    groups: Type.Array(Group, { description: 'Last activity first.' }),
    before: Type.Optional(Type.String()),
  },
  'Groups.',
)
export const User = closed(
  {
    userId: uuid('Id of the user.'),
    username: Type.String(),
    anonymous: Type.Boolean(),
    createdAt: isoTime('When it was made.'),
  },
  'A user.',
)

export type CreateUserBody = Static<typeof CreateUserBody>
export type SendMessageBody = Static<typeof SendMessageBody>
export type EditMessageBody = Static<typeof EditMessageBody>
export type BatchBody = Static<typeof BatchBody>
export type UserCreatedAnswer = Static<typeof UserCreatedAnswer>
export type MessageSentAnswer = Static<typeof MessageSentAnswer>
export type MessageEditedAnswer = Static<typeof MessageEditedAnswer>
export type MessageDeletedAnswer = Static<typeof MessageDeletedAnswer>
export type BatchAnswer = Static<typeof BatchAnswer>
export type Message = Static<typeof Message>
export type MessagePage = Static<typeof MessagePage>
export type MessageHistory = Static<typeof MessageHistory>
export type Group = Static<typeof Group>
export type GroupPage = Static<typeof GroupPage>
export type User = Static<typeof User>
