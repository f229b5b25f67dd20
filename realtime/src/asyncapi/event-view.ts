import { eventType } from '@hanashi/schemas/events'
import { Type } from '@sinclair/typebox'

const time = (description: string) => Type.String({ format: 'date-time', description })

/** What {@link eventView} of the schemas makes. */
export const EventView = Type.Object(
  {
    type: Type.Union([
      Type.Literal(eventType.MessageSent),
      Type.Literal(eventType.MessageEdited),
      Type.Literal(eventType.MessageDeleted),
    ]),
    group: Type.String(),
    position: Type.String({
      description: 'Where the event is in the log. Subscribe from here to go on after it.',
    }),
    eventId: Type.String({ format: 'uuid' }),
    occurredAt: time('When the command was accepted.'),
    actor: Type.Object({
      userId: Type.String({ format: 'uuid' }),
      username: Type.String({ description: 'The name of that time.' }),
    }),
    messageId: Type.String({ format: 'uuid' }),
    version: Type.Integer({ minimum: 1, description: 'What the event makes of the message.' }),
    text: Type.Optional(Type.String({ description: 'MessageSent and MessageEdited.' })),
    redacted: Type.Optional(
      Type.Literal(true, { description: 'The text is left out: the message has been deleted since.' }),
    ),
    kind: Type.Optional(Type.String({ description: 'MessageSent: `text`, or `action` (/me).' })),
    tags: Type.Optional(Type.Array(Type.String(), { description: 'MessageSent.' })),
    replyTo: Type.Optional(
      Type.String({ format: 'uuid', description: 'MessageSent: the message that it answers.' }),
    ),
    sentAt: Type.Optional(time('MessageSent: when it was written.')),
  },
  {
    title: 'Event',
    description: 'An event that stands. Of copies and of edits that lost a race nothing is sent.',
  },
)
