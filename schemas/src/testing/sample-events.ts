import type { EventOf, EventType } from '../events.js'
import type { GroupId } from '../group.js'
import type { CommandId, EventId, MessageId, UserId } from '../ids.js'
import type { Generation } from '../position.js'

const head = {
  eventId: '5a0e7a2c-4f4d-8a6b-9c1d-2e3f4a5b6c7d' as EventId,
  commandId: '0192f0c1-2d3e-7f40-8a1b-2c3d4e5f6071' as CommandId,
  actorId: '0192f0c1-0000-7000-8000-00000000000a' as UserId,
  actorUsername: 'kiran',
  occurredAt: 1_732_147_200_123,
}
const message = { group: 'global' as GroupId, messageId: '0192f0c1-2d3e-7f40-8a1b-2c3d4e5f6071' as MessageId }

/** One event of each type with every field away from its default: what the golden bytes were made from. */
export const sampleEvents: { readonly [Type in EventType]: EventOf<Type> } = {
  LogOpened: {
    type: 'LogOpened',
    generation: 'g1k7f3' as Generation,
    partitionCount: 12,
    createdAt: 1_732_147_200_000,
  },
  UserCreated: { type: 'UserCreated', ...head, userId: head.actorId, username: 'kiran', anonymous: false },
  MessageSent: {
    type: 'MessageSent',
    ...head,
    ...message,
    kind: 'action',
    text: 'waves 👋 はなし',
    tags: ['a', 'b'],
    replyTo: '0192f0c1-1111-7111-8111-111111111111' as MessageId,
    sentAt: 1_286_000_000_000,
  },
  MessageEdited: { type: 'MessageEdited', ...head, ...message, version: 2, text: 'edited' },
  MessageDeleted: { type: 'MessageDeleted', ...head, ...message, version: 3 },
}
