import { effective } from '@hanashi/schemas/effective'
import type { MessageDeleted } from '@hanashi/schemas/events'
import { messageKeyOf, touchGroup, type FoldTarget } from '../state.js'

/** The message keeps its place; its text, and that of all its versions, is gone with the same transaction. */
export function messageDeleted({ loaded, differences }: FoldTarget, event: MessageDeleted): boolean {
  const message = loaded.messages.get(messageKeyOf(event.group, event.messageId))
  const state = effective(message, event)
  if (!message || !state) return false
  if (message.stored && message.version > 1) differences.scrubbed.add(message)
  message.version = state.version
  message.deleted = true
  message.text = null
  message.deletedAtMs = event.occurredAt
  if (message.stored) differences.changedMessages.add(message)
  touchGroup(differences, message.group, event.occurredAt)
  return true
}
