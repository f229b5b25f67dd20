import type { MessageSentAnswer } from '@hanashi/schemas/http'
import { decideSendMessage, messageSent, type SendMessage } from '../commands/send-message.js'
import type { FindFirstAttempt } from '../idempotency/first-attempt.js'
import type { RecentCommands } from '../idempotency/recent-commands.js'
import { appendRefusal } from '../log/append-refusal.js'
import type { CommandLog } from '../log/command-log.js'
import { done, type Result } from '../result.js'
import { sentAnswer } from './answers.js'
import type { FindMessage } from './find-message.js'
import { keyedCommand } from './keyed.js'
import type { RecentMessages } from './recent-messages.js'

export interface SendMessageParts {
  readonly log: CommandLog
  readonly recentCommands: RecentCommands
  readonly recentMessages: RecentMessages
  readonly findFirstAttempt: FindFirstAttempt
  readonly findMessage: FindMessage
  readonly clock: () => number
}

export interface RequestInfo {
  /** Whether the command's id is the client's. One that we made can't have been used before. */
  readonly keyed: boolean
  readonly traceparent: string
}

/** Answers after Kafka has acknowledged; takes no lock. */
export function createSendMessage(parts: SendMessageParts) {
  const { log, recentCommands, recentMessages, findFirstAttempt, clock } = parts

  async function attempt(command: SendMessage, traceparent: string): Promise<Result<MessageSentAnswer>> {
    const target = await replyTargetThere(parts, command)
    if (!target.ok) return target
    const decided = decideSendMessage(command, { replyTargetThere: target.value }, clock())
    if (!decided.ok) return decided
    const event = decided.value
    const appended = await log.append(event, traceparent)
    if (appended.status !== 'written')
      return { ok: false, refusal: appendRefusal(appended, command.commandId) }
    recentMessages.set(event, { version: 1, deleted: false, inDoubt: false })
    return done(sentAnswer(event, { position: appended.position, occurredAt: event.occurredAt }))
  }

  return async (
    command: SendMessage,
    { keyed, traceparent }: RequestInfo,
  ): Promise<Result<MessageSentAnswer>> => {
    if (!keyed) return attempt(command, traceparent)
    const asked = messageSent(command, clock())
    const keyedBy = keyedCommand(asked)
    return recentCommands.once(keyedBy, async () => {
      const first = await findFirstAttempt(keyedBy)
      if (!first.ok) return first
      return first.value === undefined ? attempt(command, traceparent) : done(sentAnswer(asked, first.value))
    })
  }
}

export type SendMessageHandler = ReturnType<typeof createSendMessage>

/** What this process sent is there, whoever's it is; anything else the read model knows. */
async function replyTargetThere(
  { recentMessages, findMessage }: SendMessageParts,
  { group, replyTo }: SendMessage,
): Promise<Result<boolean>> {
  if (replyTo === null) return done(true)
  const key = { group, messageId: replyTo }
  if (recentMessages.get(key) !== undefined) return done(true)
  const found = await findMessage(key)
  return found.ok ? done(found.value !== undefined) : found
}
