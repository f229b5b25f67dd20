import { eventType, type MessageDeleted } from '@hanashi/schemas/events'
import type { GroupId } from '@hanashi/schemas/group'
import type { CommandId, MessageId } from '@hanashi/schemas/ids'
import { done, type Result } from '../result.js'
import type { Actor } from './actor.js'
import { eventHead } from './event-head.js'
import { judgeChange, type MessageOnRecord } from './message-on-record.js'

export interface DeleteMessage {
  readonly commandId: CommandId
  readonly actor: Actor
  readonly group: GroupId
  readonly messageId: MessageId
  /** The version to be deleted; undefined for whatever it is. */
  readonly ifMatch: number | undefined
  /** Whether the actor may delete what others wrote. */
  readonly moderator: boolean
}

/** The event that the command asks for. Its digest depends neither on the time nor on the version. */
export function messageDeleted(command: DeleteMessage, version: number, nowMs: number): MessageDeleted {
  const { group, messageId, commandId, actor } = command
  return {
    type: eventType.MessageDeleted,
    ...eventHead(group, commandId, actor, nowMs),
    group,
    messageId,
    version,
  }
}

/** The author may delete, and a moderator. */
export function decideDeleteMessage(
  command: DeleteMessage,
  message: MessageOnRecord | undefined,
  nowMs: number,
): Result<MessageDeleted> {
  const { actor, ifMatch, moderator } = command
  const judged = judgeChange(message, { actorId: actor.userId, ifMatch, mayChangeOthers: moderator })
  return judged.ok ? done(messageDeleted(command, judged.value.version + 1, nowMs)) : judged
}
