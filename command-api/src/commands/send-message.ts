import { eventType, type MessageSent } from '@hanashi/schemas/events'
import { isOpenGroup, type GroupId, type Tag } from '@hanashi/schemas/group'
import { messageIdOf, type CommandId, type MessageId } from '@hanashi/schemas/ids'
import type { MessageText } from '@hanashi/schemas/text'
import { done, refuse, type Result } from '../result.js'
import type { Actor } from './actor.js'
import { eventHead } from './event-head.js'

export interface SendMessage {
  readonly commandId: CommandId
  readonly actor: Actor
  readonly group: GroupId
  readonly text: MessageText
  readonly kind: 'text' | 'action'
  readonly tags: readonly Tag[]
  readonly replyTo: MessageId | null
  /** Milliseconds since the epoch, where it isn't the time of the command. */
  readonly sentAt: number | null
}

/** The event that the command asks for, whether or not it may be. Its digest doesn't depend on the time. */
export function messageSent(command: SendMessage, nowMs: number): MessageSent {
  const { group, text, kind, tags, replyTo, sentAt, commandId, actor } = command
  return {
    type: eventType.MessageSent,
    ...eventHead(group, commandId, actor, nowMs),
    group,
    messageId: messageIdOf(commandId),
    kind,
    text,
    tags,
    replyTo,
    sentAt,
  }
}

export interface SendMessageState {
  /** Whether the message replied to is in the group; irrelevant without one. */
  readonly replyTargetThere: boolean
}

export function decideSendMessage(
  command: SendMessage,
  state: SendMessageState,
  nowMs: number,
): Result<MessageSent> {
  if (!isOpenGroup(command.group)) return refuse('group-not-found', noSuchGroup)
  if (command.replyTo !== null && !state.replyTargetThere) {
    return refuse('reply-not-found', 'replyTo must be the messageId of a message of this group')
  }
  return done(messageSent(command, nowMs))
}

/** Ids that begin with `p.` are given out when a group is created; no such group has been. */
export const noSuchGroup = 'No group with this id was created; open groups have ids that do not begin with p.'
