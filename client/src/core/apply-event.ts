import { effective } from '@hanashi/schemas/effective'
import { eventType } from '@hanashi/schemas/events'
import type { Message } from '@hanashi/schemas/http'
import type { EventView } from '@hanashi/schemas/socket'

/**
 * A message after an event, as query-api would show it; undefined where the event changes nothing. Whether it does is `effective`'s to
 * say, as everywhere.
 */
export function applyEvent(before: Message | undefined, event: EventView): Message | undefined {
  const state = before && { version: before.version, deleted: before.deletedAt !== undefined }
  const after = effective(state, event)
  if (!after) return undefined
  if (event.type === eventType.MessageSent) return sent(event)
  if (!before) return undefined
  const { text: _, ...rest } = before
  const { version } = after
  return event.type === eventType.MessageEdited
    ? { ...rest, ...textOf(event), editedAt: event.occurredAt, version }
    : { ...rest, deletedAt: event.occurredAt, version }
}

function sent(event: EventView): Message {
  return {
    messageId: event.messageId,
    group: event.group,
    author: event.actor,
    kind: event.kind ?? 'text',
    ...textOf(event),
    tags: [...new Set(event.tags)],
    sentAt: event.sentAt ?? event.occurredAt,
    ...(event.replyTo === undefined ? {} : { replyTo: event.replyTo }),
    position: event.position,
    version: 1,
  }
}

/** A text that was left out is that of a message whose deletion follows. */
function textOf({ text }: EventView): { readonly text?: string } {
  return text === undefined ? {} : { text }
}
