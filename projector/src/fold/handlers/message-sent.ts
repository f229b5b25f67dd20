import { effective } from '@hanashi/schemas/effective'
import type { MessageSent } from '@hanashi/schemas/events'
import { messageKeyOf, touchGroup, type FoldTarget, type NewMessage } from '../state.js'

/** Adds the message at its offset, and counts it in its group. */
export function messageSent(
  { partition, loaded, differences }: FoldTarget,
  event: MessageSent,
  offset: number,
): boolean {
  const key = messageKeyOf(event.group, event.messageId)
  const state = effective(loaded.messages.get(key), event)
  if (!state) return false
  const message: NewMessage = {
    ...state,
    stored: false,
    group: event.group,
    messageId: event.messageId,
    partition,
    seq: offset,
    authorId: event.actorId,
    authorUsername: event.actorUsername,
    kind: event.kind,
    text: event.text,
    tags: [...new Set(event.tags)],
    replyTo: event.replyTo,
    sentAtMs: event.sentAt ?? event.occurredAt,
    editedAtMs: null,
    deletedAtMs: null,
  }
  loaded.messages.set(key, message)
  differences.newMessages.push(message)
  touchGroup(differences, event.group, event.occurredAt, offset)
  return true
}
