import type { KnownCommand } from '@hanashi/read-model/commands'
import type { MessageDeleted, MessageEdited, MessageSent } from '@hanashi/schemas/events'
import type { MessageDeletedAnswer, MessageEditedAnswer, MessageSentAnswer } from '@hanashi/schemas/http'

/** When and where a command entered the log: just now, or the first time. */
export interface Entered {
  readonly position: string
  /** Milliseconds since the epoch. */
  readonly occurredAt: number
  readonly version?: KnownCommand['version']
}

export function sentAnswer(event: MessageSent, { position, occurredAt }: Entered): MessageSentAnswer {
  const { messageId, group, sentAt } = event
  return { messageId, group, position, sentAt: new Date(sentAt ?? occurredAt).toISOString(), version: 1 }
}

export function editedAnswer(
  event: MessageEdited,
  { position, occurredAt, version }: Entered,
): MessageEditedAnswer {
  const { messageId, group } = event
  return {
    messageId,
    group,
    position,
    editedAt: new Date(occurredAt).toISOString(),
    version: version ?? event.version,
  }
}

export function deletedAnswer(
  event: MessageDeleted,
  { position, occurredAt }: Entered,
): MessageDeletedAnswer {
  const { messageId, group } = event
  return { messageId, group, position, deletedAt: new Date(occurredAt).toISOString() }
}
