import { randomBytes } from 'node:crypto'
import { eventIdOf } from '@hanashi/schemas/command-digest'
import type { MessageDeleted, MessageEdited, MessageSent } from '@hanashi/schemas/events'
import { parseGroupId, type GroupId } from '@hanashi/schemas/group'
import {
  parseCommandId,
  parseUserId,
  uuidV7,
  type CommandId,
  type MessageId,
  type UserId,
} from '@hanashi/schemas/ids'

export function groupId(name: string): GroupId {
  const parsed = parseGroupId(name)
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.value
}

export function newCommandId(): CommandId {
  const parsed = parseCommandId(uuidV7(Date.now(), randomBytes(10)))
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.value
}

export const someone: UserId = (() => {
  const parsed = parseUserId('0192f0c0-0000-7000-8000-000000000001')
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.value
})()

function head(group: GroupId, commandId: CommandId) {
  return {
    eventId: eventIdOf(group, someone, commandId),
    commandId,
    actorId: someone,
    actorUsername: 'mika',
    occurredAt: Date.now(),
    group,
  }
}

export function sent(group: string, text: string): MessageSent {
  const commandId = newCommandId()
  return {
    type: 'MessageSent',
    ...head(groupId(group), commandId),
    messageId: commandId as string as MessageId,
    kind: 'text',
    text,
    tags: [],
    replyTo: null,
    sentAt: null,
  }
}

export function edited({ group, messageId }: MessageSent, version: number, text: string): MessageEdited {
  return { type: 'MessageEdited', ...head(group, newCommandId()), messageId, version, text }
}

export function deleted({ group, messageId }: MessageSent, version: number): MessageDeleted {
  return { type: 'MessageDeleted', ...head(group, newCommandId()), messageId, version }
}
