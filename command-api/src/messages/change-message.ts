import type { KnownCommand } from '@hanashi/read-model/commands'
import { messageKey } from '@hanashi/read-model/messages'
import { eventType, type MessageDeleted, type MessageEdited } from '@hanashi/schemas/events'
import type { MessageDeletedAnswer, MessageEditedAnswer } from '@hanashi/schemas/http'
import { decideDeleteMessage, messageDeleted, type DeleteMessage } from '../commands/delete-message.js'
import { decideEditMessage, messageEdited, type EditMessage } from '../commands/edit-message.js'
import type { MessageOnRecord } from '../commands/message-on-record.js'
import type { KeyedCommand } from '../idempotency/command-key.js'
import { judge, readModelAway } from '../idempotency/first-attempt.js'
import { appendRefusal } from '../log/append-refusal.js'
import { done, type Result } from '../result.js'
import { deletedAnswer, editedAnswer, type Entered } from './answers.js'
import { keyedCommand } from './keyed.js'
import { OneAtATime } from './one-at-a-time.js'
import type { RequestInfo, SendMessageParts } from './send-message.js'
import { isPostgresAway } from '../postgres-away.js'

export interface ChangeMessageParts extends SendMessageParts {
  readonly findCommand: (command: KeyedCommand) => Promise<KnownCommand | undefined>
}

/** A change of a message: how it is told from others, judged and answered. */
interface Change<Event extends MessageEdited | MessageDeleted, Answer extends object> {
  readonly asked: Event
  /** Whether it would have no effect, or the wrong one, if it were decided on an older version of the message. */
  readonly needsVersion: boolean
  readonly decide: (message: MessageOnRecord | undefined, nowMs: number) => Result<Event>
  readonly answer: (event: Event, entered: Entered) => Answer
}

/**
 * Edits and deletes. Changes of one message are made one after the other in this process, so that the second sees the first's
 * version. An edit is decided on every change that was acknowledged before it, on whatever instance; of edits at the same time on
 * several instances the first in the log stands.
 */
export function createChangeMessage(parts: ChangeMessageParts) {
  const { clock, recentCommands } = parts
  const oneAtATime = new OneAtATime()

  function change<Event extends MessageEdited | MessageDeleted, Answer extends object>(
    wanted: Change<Event, Answer>,
    { keyed, traceparent }: RequestInfo,
  ): Promise<Result<Answer>> {
    const { asked } = wanted
    const turn = (keyedBy?: KeyedCommand) =>
      oneAtATime.run(messageKey(asked), () => makeChange(parts, wanted, traceparent, keyedBy))
    if (!keyed) return turn()
    const keyedBy = keyedCommand(asked)
    return recentCommands.once(keyedBy, () => turn(keyedBy))
  }

  return {
    edit: (command: EditMessage, request: RequestInfo): Promise<Result<MessageEditedAnswer>> => {
      const decide = (message: MessageOnRecord | undefined, nowMs: number) =>
        decideEditMessage(command, message, nowMs)
      const asked = messageEdited(command, 2, clock())
      return change({ asked, needsVersion: true, decide, answer: editedAnswer }, request)
    },
    remove: (command: DeleteMessage, request: RequestInfo): Promise<Result<MessageDeletedAnswer>> => {
      const decide = (message: MessageOnRecord | undefined, nowMs: number) =>
        decideDeleteMessage(command, message, nowMs)
      const asked = messageDeleted(command, 2, clock())
      // A delete stands whatever its version.
      const needsVersion = command.ifMatch !== undefined
      return change({ asked, needsVersion, decide, answer: deletedAnswer }, request)
    },
  }
}

export type ChangeMessageHandler = ReturnType<typeof createChangeMessage>

async function makeChange<Event extends MessageEdited | MessageDeleted, Answer extends object>(
  parts: ChangeMessageParts,
  { asked, needsVersion, decide, answer }: Change<Event, Answer>,
  traceparent: string,
  keyedBy: KeyedCommand | undefined,
): Promise<Result<Answer>> {
  if (keyedBy !== undefined) {
    const first = await parts.findFirstAttempt(keyedBy)
    if (!first.ok) return first
    if (first.value !== undefined) return done(answer(asked, first.value))
  }
  const message = await parts.findMessage(asked, needsVersion)
  if (!message.ok) return message
  if (keyedBy !== undefined) {
    // After the message: a version that an attempt elsewhere made since comes with that attempt.
    const overlapping = await findOverlapping(parts, keyedBy)
    if (!overlapping.ok) return overlapping
    if (overlapping.value !== undefined) return done(answer(asked, overlapping.value))
  }
  const decided = decide(message.value, parts.clock())
  if (!decided.ok) return decided
  const event = decided.value
  const appended = await parts.log.append(event, traceparent)
  const written = appended.status === 'written'
  if (written || appended.status === 'unknown') {
    const deleted = event.type === eventType.MessageDeleted
    parts.recentMessages.set(event, { version: event.version, deleted, inDoubt: !written })
  }
  if (!written) return { ok: false, refusal: appendRefusal(appended, event.commandId) }
  return done(answer(event, { position: appended.position, occurredAt: event.occurredAt }))
}

async function findOverlapping(
  { findCommand }: ChangeMessageParts,
  keyedBy: KeyedCommand,
): Promise<Result<KnownCommand | undefined>> {
  try {
    const known = await findCommand(keyedBy)
    return known === undefined ? done(undefined) : judge(keyedBy, known)
  } catch (error) {
    if (!isPostgresAway(error)) throw error
    return readModelAway
  }
}
