import type { FoundMessage, MessageKey } from '@hanashi/read-model/messages'
import type { MessageOnRecord } from '../commands/message-on-record.js'
import { readModelAway } from '../idempotency/first-attempt.js'
import type { CatchUp } from '../idempotency/catch-up.js'
import { done, type Result } from '../result.js'
import type { RecentMessages } from './recent-messages.js'
import { isPostgresAway } from '../postgres-away.js'

export interface FindMessageParts {
  /** The message as the projection knows it. */
  readonly findMessage: (key: MessageKey) => Promise<FoundMessage | undefined>
  readonly catchUp: CatchUp
  readonly partitionOf: (group: string) => number
  readonly recent: RecentMessages
}

/**
 * The message as the read model has it, and with what this process wrote since.
 * @param complete with every change, too, that was acknowledged on another instance before the call
 */
export type FindMessage = (
  key: MessageKey,
  complete?: boolean,
) => Promise<Result<MessageOnRecord | undefined>>

/**
 * Who the author is, only the read model says: of two first messages with one id the log's order decides. Where the message
 * isn't there, its last change is in doubt, or all of them have to be known, the projection is waited for first.
 */
export function createFindMessage({
  findMessage,
  catchUp,
  partitionOf,
  recent,
}: FindMessageParts): FindMessage {
  return async (key, complete = false) => {
    try {
      // Also where it can't be the answer: a Postgres that is away is told at once, not after the wait.
      const found = await findMessage(key)
      const before = recent.get(key)
      if (!complete && found !== undefined && before?.inDoubt !== true) return done(newer(found, before))
      const caughtUp = await catchUp({ kind: 'groups', partition: partitionOf(key.group), group: key.group })
      if (!caughtUp.ok) return caughtUp
      const late = await findMessage(key)
      const own = recent.get(key)
      if (late === undefined || own?.inDoubt === false) return done(late && newer(late, own))
      if (own !== undefined) recent.set(key, { ...late, inDoubt: false })
      return done(late)
    } catch (error) {
      if (!isPostgresAway(error)) throw error
      return readModelAway
    }
  }
}

function newer(
  found: FoundMessage,
  own: { readonly version: number; readonly deleted: boolean } | undefined,
) {
  if (own === undefined || own.version <= found.version) return found
  return { ...found, version: own.version, deleted: found.deleted || own.deleted }
}
