import { randomInt } from 'node:crypto'
import { commandKey, findCommands, type CommandKey } from '@hanashi/read-model/commands'
import { findMessages, messageKey, type MessageKey } from '@hanashi/read-model/messages'
import type { ReadModel } from '@hanashi/read-model/open'
import type { Progress } from '@hanashi/read-model/progress'
import { findUserByName, findUsers } from '@hanashi/read-model/users'
import { usersKey } from '@hanashi/schemas/topics'
import type { Logger } from '@hanashi/service/logger'
import { batchedLookup } from './idempotency/batched-lookup.js'
import { createCatchUp } from './idempotency/catch-up.js'
import { createFindFirstAttempt } from './idempotency/first-attempt.js'
import { RecentCommands } from './idempotency/recent-commands.js'
import type { CommandLog } from './log/command-log.js'
import type { LogEnds } from './log/log-ends.js'
import { createChangeMessage } from './messages/change-message.js'
import { createFindMessage } from './messages/find-message.js'
import { RecentMessages } from './messages/recent-messages.js'
import { createSendBatch } from './messages/send-batch.js'
import { createSendMessage } from './messages/send-message.js'
import type { Handlers } from './routes/context.js'
import { createCreateUser } from './users/create-user.js'
import type { UsernameClaims } from './users/username-claims.js'

export interface HandlerParts {
  readonly log: CommandLog
  readonly logEnds: LogEnds
  readonly readModel: ReadModel
  readonly progress: Progress
  readonly claims: UsernameClaims
  readonly waitTimeoutMs: number
  readonly logger: Logger
}

/** Looked up together; above what one instance has in flight at most times. */
const maxKeysAtOnce = 500

/** The handlers of all commands, and what the sweeper of claims needs. */
export function createHandlers(parts: HandlerParts) {
  const { log, logEnds, readModel, progress, claims, waitTimeoutMs, logger } = parts
  const clock = Date.now
  const catchUp = createCatchUp({ logEnds, progress, waitTimeoutMs })
  const findCommand = batchedLookup({
    nameOf: commandKey,
    find: (keys: readonly CommandKey[]) => findCommands(readModel, keys),
    maxKeys: maxKeysAtOnce,
  })
  const findMessageRow = batchedLookup({
    nameOf: messageKey,
    find: (keys: readonly MessageKey[]) => findMessages(readModel, keys),
    maxKeys: maxKeysAtOnce,
  })
  const findUser = batchedLookup({
    nameOf: (userId: string) => userId,
    find: (userIds) => findUsers(readModel, userIds),
    maxKeys: maxKeysAtOnce,
  })
  const recentCommands = new RecentCommands()
  const recentMessages = new RecentMessages()
  const findMessage = createFindMessage({
    findMessage: findMessageRow,
    catchUp,
    partitionOf: (group) => log.partitionOf('groups', group),
    recent: recentMessages,
  })
  const findFirstAttempt = createFindFirstAttempt({
    findCommand,
    catchUp,
    partitionOf: ({ kind, scope }) => log.partitionOf(kind, kind === 'users' ? usersKey : scope),
    clock,
  })
  const messages = { log, recentCommands, recentMessages, findFirstAttempt, findMessage, clock }
  const handlers: Handlers = {
    sendMessage: createSendMessage(messages),
    changeMessage: createChangeMessage({ ...messages, findCommand }),
    sendBatch: createSendBatch({
      ...messages,
      findCommands: (keys) => findCommands(readModel, keys),
      findMessages: (keys) => findMessages(readModel, keys),
      findUsers: (userIds) => findUsers(readModel, userIds),
      catchUp,
    }),
    createUser: createCreateUser({
      log,
      claims,
      recentCommands,
      findUser,
      findUserByName: (username) => findUserByName(readModel, username),
      clock,
      random: (below) => randomInt(below),
      warn: (err, message) => logger.warn({ err }, message),
    }),
  }
  return { handlers, catchUp, findUsers: (userIds: readonly string[]) => findUsers(readModel, userIds) }
}
