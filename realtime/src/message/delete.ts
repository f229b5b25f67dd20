import { Type, type Static } from '@sinclair/typebox'
import * as field from './fields.js'
import { forward } from './forward.js'
import type { SocketMessage } from './socket-message.js'

const Request = Type.Object(
  { group: field.group, messageId: field.messageId, key: field.key, ifMatch: field.ifMatch },
  { additionalProperties: false, description: 'A message to delete.' },
)

export const deleteMessage: SocketMessage<Static<typeof Request>> = {
  request: Request,
  summary: 'As DELETE /messages/{group}/{messageId}.',
  handle(session, request, ack) {
    return forward(session, 'DELETE', request, undefined, ack)
  },
}
