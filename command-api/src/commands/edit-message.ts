import { eventType, type MessageEdited } from '@hanashi/schemas/events'
import type { GroupId } from '@hanashi/schemas/group'
import type { CommandId, MessageId } from '@hanashi/schemas/ids'
import type { MessageText } from '@hanashi/schemas/text'
import { done, type Result } from '../result.js'
import type { Actor } from './actor.js'
import { eventHead } from './event-head.js'
import { judgeChange, type MessageOnRecord } from './message-on-record.js'

export interface EditMessage {
  readonly commandId: CommandId
  readonly actor: Actor
  readonly group: GroupId
  readonly messageId: MessageId
  readonly text: MessageText
  /** The version to be changed; undefined for whatever it is. */
  readonly ifMatch: number | undefined
}

/** The event that the command asks for. Its digest depends neither on the time nor on the version. */
export function messageEdited(command: EditMessage, version: number, nowMs: number): MessageEdited {
  const { group, messageId, text, commandId, actor } = command
  return {
    type: eventType.MessageEdited,
    ...eventHead(group, commandId, actor, nowMs),
    group,
    messageId,
    version,
    text,
  }
}

/** Only the author may edit. */
export function decideEditMessage(
  command: EditMessage,
  message: MessageOnRecord | undefined,
  nowMs: number,
): Result<MessageEdited> {
  const { actor, ifMatch } = command
  const judged = judgeChange(message, { actorId: actor.userId, ifMatch, mayChangeOthers: false })
  return judged.ok ? done(messageEdited(command, judged.value.version + 1, nowMs)) : judged
}
