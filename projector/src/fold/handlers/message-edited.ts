import { effective } from '@hanashi/schemas/effective'
import type { MessageEdited } from '@hanashi/schemas/events'
import { messageKeyOf, touchGroup, type FoldTarget } from '../state.js'

/** Replaces the text and keeps what it was: with its first edit a message gets two versions, with each later one another. */
export function messageEdited({ loaded, differences }: FoldTarget, event: MessageEdited): boolean {
  const message = loaded.messages.get(messageKeyOf(event.group, event.messageId))
  const state = effective(message, event)
  if (!message || !state) return false
  if (message.version === 1) {
    differences.newVersions.push({
      message,
      version: 1,
      text: message.text,
      editedAtMs: message.sentAtMs,
      editorId: message.authorId,
      editorUsername: message.authorUsername,
    })
  }
  differences.newVersions.push({
    message,
    version: state.version,
    text: event.text,
    editedAtMs: event.occurredAt,
    editorId: event.actorId,
    editorUsername: event.actorUsername,
  })
  message.version = state.version
  message.text = event.text
  message.editedAtMs = event.occurredAt
  if (message.stored) differences.changedMessages.add(message)
  touchGroup(differences, message.group, event.occurredAt)
  return true
}
