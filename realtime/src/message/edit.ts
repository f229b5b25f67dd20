import { Type, type Static } from '@sinclair/typebox'
import * as field from './fields.js'
import { forward } from './forward.js'
import type { SocketMessage } from './socket-message.js'

const Request = Type.Object(
  {
    group: field.group,
    messageId: field.messageId,
    text: Type.String({ description: 'The new text, 1 to 4,000 characters.' }),
    key: field.key,
    ifMatch: field.ifMatch,
  },
  { additionalProperties: false, description: 'A message to edit.' },
)

export const edit: SocketMessage<Static<typeof Request>> = {
  request: Request,
  summary: 'As PUT /messages/{group}/{messageId}.',
  handle(session, { text, ...command }, ack) {
    return forward(session, 'PUT', command, { text }, ack)
  },
}
