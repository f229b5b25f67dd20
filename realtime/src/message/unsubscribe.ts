import { Type, type Static } from '@sinclair/typebox'
import * as field from './fields.js'
import { readableGroup } from './place.js'
import type { SocketMessage } from './socket-message.js'

const Request = Type.Object(
  { group: field.group },
  { additionalProperties: false, description: 'A group to follow no more.' },
)

/** No event of the group comes after the answer. To leave a group that isn't followed is no error. */
export const unsubscribe: SocketMessage<Static<typeof Request>> = {
  request: Request,
  summary: 'Follow a group no more.',
  handle(session, request, ack) {
    const group = readableGroup(request.group)
    if (!group.ok) return ack(group)
    session.subscriptions.remove(group.value)
    ack({ ok: true })
  },
}
