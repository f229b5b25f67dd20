import type { KnownCommand } from '@hanashi/read-model/commands'
import { done, refuse, type Result } from '../result.js'
import type { CatchUp } from './catch-up.js'
import { freshEnoughMs, freshMs, isYounger, type KeyedCommand } from './command-key.js'
import { keyReused } from './recent-commands.js'
import { isPostgresAway } from '../postgres-away.js'

export interface FirstAttemptParts {
  /** The command as the projection knows it. */
  readonly findCommand: (command: KeyedCommand) => Promise<KnownCommand | undefined>
  readonly catchUp: CatchUp
  readonly partitionOf: (command: KeyedCommand) => number
  readonly clock: () => number
}

/**
 * Looks in the read model for an earlier attempt of a command, on whatever instance and however long ago. `undefined`: there was
 * none when this was called, or the key is too fresh for one.
 */
export type FindFirstAttempt = (command: KeyedCommand) => Promise<Result<KnownCommand | undefined>>

export function createFindFirstAttempt(parts: FirstAttemptParts): FindFirstAttempt {
  return async (command) => {
    const { commandId } = command
    if (isYounger(commandId, freshMs, parts.clock())) return done(undefined)
    try {
      const known = await parts.findCommand(command)
      if (known !== undefined) return judge(command, known)
      const caughtUp = await parts.catchUp(targetOf(command, parts.partitionOf(command)))
      if (!caughtUp.ok) return caughtUp
      const late = await parts.findCommand(command)
      return late === undefined ? done(undefined) : judge(command, late)
    } catch (error) {
      if (!isPostgresAway(error)) throw error
      return isYounger(commandId, freshEnoughMs, parts.clock()) ? done(undefined) : readModelAway
    }
  }
}

/** The answer of the first attempt is for its own actor and the same request only. */
export function judge(command: KeyedCommand, known: KnownCommand): Result<KnownCommand> {
  return known.actorId === command.actorId && known.digest.equals(command.digest) ? done(known) : keyReused
}

export const readModelAway = refuse(
  'read-model-unavailable',
  'Nothing was written, as what was written before cannot be looked up at the moment; try again',
)

function targetOf({ kind, scope }: KeyedCommand, partition: number) {
  return { kind, partition, ...(kind === 'groups' ? { group: scope } : {}) }
}
