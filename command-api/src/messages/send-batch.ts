import { commandKey, type CommandKey, type KnownCommand } from '@hanashi/read-model/commands'
import { messageKey, type FoundMessage, type MessageKey } from '@hanashi/read-model/messages'
import type { FoundUser } from '@hanashi/read-model/users'
import type { MessageSent } from '@hanashi/schemas/events'
import type { GroupId } from '@hanashi/schemas/group'
import type { MessageSentAnswer } from '@hanashi/schemas/http'
import type { UserId } from '@hanashi/schemas/ids'
import { decideSendMessage, messageSent, type SendMessage } from '../commands/send-message.js'
import type { CatchUp } from '../idempotency/catch-up.js'
import { freshMs, isYounger, type KeyedCommand } from '../idempotency/command-key.js'
import { judge, readModelAway } from '../idempotency/first-attempt.js'
import type { RecentCommands } from '../idempotency/recent-commands.js'
import type { CommandLog } from '../log/command-log.js'
import { done, refuse, type Refusal, type Result } from '../result.js'
import { appendInChunks } from './append-in-chunks.js'
import { sentAnswer } from './answers.js'
import { keyedCommand } from './keyed.js'
import type { RecentMessages } from './recent-messages.js'
import { isPostgresAway } from '../postgres-away.js'

/** A message of a batch; the name of its author is looked up. */
export type BatchItem = Omit<SendMessage, 'actor' | 'group'> & { readonly authorId: UserId }
export type BatchOutcome = Result<MessageSentAnswer>

export interface SendBatchParts {
  readonly log: CommandLog
  readonly recentCommands: RecentCommands
  readonly recentMessages: RecentMessages
  readonly findCommands: (keys: readonly CommandKey[]) => Promise<ReadonlyMap<string, KnownCommand>>
  readonly findMessages: (keys: readonly MessageKey[]) => Promise<ReadonlyMap<string, FoundMessage>>
  readonly findUsers: (userIds: readonly string[]) => Promise<ReadonlyMap<string, FoundUser>>
  readonly catchUp: CatchUp
  readonly clock: () => number
}

interface Owned {
  readonly command: SendMessage
  readonly keyedBy: KeyedCommand
  readonly settle: (outcome: BatchOutcome) => void
  readonly fail: (error: unknown) => void
}

/**
 * Many messages of many authors, in their order: one look at what is there, then append. Each has an outcome of its own, but
 * once one can't be written those after it aren't tried, so that the order in the log is that of the batch.
 */
export function createSendBatch(parts: SendBatchParts) {
  return async (
    group: GroupId,
    items: readonly BatchItem[],
    traceparent: string,
  ): Promise<readonly BatchOutcome[]> => {
    const owned: Owned[] = []
    const outcomes = items.map(({ authorId, ...item }) => {
      const command: SendMessage = { ...item, group, actor: { userId: authorId, username: '' } }
      const keyedBy = keyedCommand(messageSent(command, 0))
      return parts.recentCommands.once<MessageSentAnswer>(
        keyedBy,
        () => new Promise((settle, fail) => owned.push({ command, keyedBy, settle, fail })),
      )
    })
    try {
      await process(parts, group, owned, traceparent)
    } catch (error) {
      const away = isPostgresAway(error)
      for (const { settle, fail } of owned) {
        if (away) settle(readModelAway)
        else fail(error)
      }
    }
    return Promise.all(outcomes)
  }
}

export type SendBatchHandler = ReturnType<typeof createSendBatch>

/** Settles all of `owned`. @throws what the read model throws */
async function process(
  parts: SendBatchParts,
  group: GroupId,
  owned: readonly Owned[],
  traceparent: string,
): Promise<void> {
  const seen = await lookAround(parts, group, owned)
  if (!seen.ok) {
    for (const { settle } of owned) settle(seen)
    return
  }
  const { known, authors, messages } = seen.value
  const accepted: { readonly event: MessageSent; readonly settle: Owned['settle'] }[] = []
  const here = new Set<string>()
  for (const { command, keyedBy, settle } of owned) {
    const first = known.get(commandKey(keyedBy))
    if (first !== undefined) {
      const judged = judge(keyedBy, first)
      settle(judged.ok ? done(sentAnswer(messageSent(command, 0), first)) : judged)
      continue
    }
    const author = authors.get(command.actor.userId)
    if (author === undefined) {
      settle(refuse('unknown-author', 'author.userId must be the id of a user; make the user first'))
      continue
    }
    const { replyTo, actor } = command
    const replyTargetThere =
      replyTo !== null && (here.has(replyTo) || messages.has(messageKey({ group, messageId: replyTo })))
    const named = { ...command, actor: { userId: actor.userId, username: author.username } }
    const decided = decideSendMessage(named, { replyTargetThere }, parts.clock())
    if (!decided.ok) {
      settle(decided)
      continue
    }
    here.add(decided.value.messageId)
    accepted.push({ event: decided.value, settle })
  }
  await appendInChunks(parts, accepted, traceparent)
}

interface Seen {
  readonly known: ReadonlyMap<string, KnownCommand>
  readonly authors: ReadonlyMap<string, FoundUser>
  readonly messages: ReadonlyMap<string, unknown>
}

/** Everything the batch has to know; what isn't there is looked for again once the projection has caught up. */
async function lookAround(
  parts: SendBatchParts,
  group: GroupId,
  owned: readonly Owned[],
): Promise<Result<Seen>> {
  const authorIds = [...new Set(owned.map(({ command }) => command.actor.userId))]
  const targets = [...new Set(owned.flatMap(({ command }) => command.replyTo ?? []))]
  const own = new Set<string>(owned.map(({ command }) => command.commandId))
  const outside = targets
    .filter((messageId) => !own.has(messageId))
    .map((messageId) => ({ group, messageId }))
  const commands = owned.map(({ keyedBy }) => keyedBy)
  const look = async () => ({
    known: await parts.findCommands(commands),
    authors: await parts.findUsers(authorIds),
    messages: await parts.findMessages(targets.map((messageId) => ({ group, messageId }))),
  })
  const first = await look()
  const nowMs = parts.clock()
  const refusals: Refusal[] = []
  const wait = async (target: Parameters<CatchUp>[0]) => {
    const caughtUp = await parts.catchUp(target)
    if (!caughtUp.ok) refusals.push(caughtUp.refusal)
  }
  const unsure =
    commands.some(
      (keyedBy) => !first.known.has(commandKey(keyedBy)) && !isYounger(keyedBy.commandId, freshMs, nowMs),
    ) || outside.some((key) => !first.messages.has(messageKey(key)))
  const strangers = authorIds.some((userId) => !first.authors.has(userId))
  if (!unsure && !strangers) return done(first)
  await Promise.all([
    unsure ? wait({ kind: 'groups', partition: parts.log.partitionOf('groups', group), group }) : undefined,
    strangers ? wait({ kind: 'users', partition: 0 }) : undefined,
  ])
  const [refusal] = refusals
  return refusal === undefined ? done(await look()) : { ok: false, refusal }
}
