import { Type, type Static } from '@sinclair/typebox'
import * as field from './fields.js'
import { forward } from './forward.js'
import type { SocketMessage } from './socket-message.js'

const Request = Type.Object(
  {
    group: field.group,
    key: field.key,
    text: Type.String({ description: '1 to 4,000 characters.' }),
    kind: Type.Optional(Type.String({ description: '`text` or `action` (/me).' })),
    tags: Type.Optional(Type.Array(Type.String(), { description: 'Up to 8 slugs.' })),
    replyTo: Type.Optional(Type.String({ description: 'messageId of a message of the same group.' })),
    sentAt: Type.Optional(Type.String({ description: 'When it was written; only with the scope `import`.' })),
  },
  { additionalProperties: false, description: 'A message to send.' },
)

export const send: SocketMessage<Static<typeof Request>> = {
  request: Request,
  summary: 'As POST /messages/{group}.',
  handle(session, request, ack) {
    const { group, key, ...body } = request
    return forward(session, 'POST', { group, ...(key !== undefined && { key }) }, body, ack)
  },
}
