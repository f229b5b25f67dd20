import type { FoundUser } from '@hanashi/read-model/users'
import { commandDigest } from '@hanashi/schemas/command-digest'
import type { CommandId, UserId } from '@hanashi/schemas/ids'
import { parseUsername, usernameKey, type Username } from '@hanashi/schemas/username'
import { decideCreateUser, userCreated, type CreateUser } from '../commands/create-user.js'
import { readModelAway } from '../idempotency/first-attempt.js'
import { keyReused, type RecentCommands } from '../idempotency/recent-commands.js'
import { appendRefusal } from '../log/append-refusal.js'
import type { CommandLog } from '../log/command-log.js'
import { done, refuse, type Result } from '../result.js'
import { anonymousName } from './anonymous-name.js'
import type { ClaimOnRecord, UsernameClaims } from './username-claims.js'
import { isPostgresAway } from '../postgres-away.js'

export interface CreateUserParts {
  readonly log: CommandLog
  readonly claims: Pick<UsernameClaims, 'claim' | 'confirm' | 'drop'>
  readonly recentCommands: RecentCommands
  readonly findUser: (userId: string) => Promise<FoundUser | undefined>
  readonly findUserByName: (username: string) => Promise<FoundUser | undefined>
  readonly clock: () => number
  /** A whole number from 0 to below its argument. */
  readonly random: (below: number) => number
  readonly warn: (error: unknown, message: string) => void
}

/** Who wants to be made. Without `username` a name is generated. */
export interface NewUser {
  readonly commandId: CommandId
  readonly userId: UserId
  readonly username: Username | undefined
  /** What to send as Idempotency-Key to try again. */
  readonly retryKey: string
  readonly traceparent: string
}

export interface CreatedUser {
  readonly userId: UserId
  readonly username: string
  readonly anonymous: boolean
  readonly position: string
  /** Milliseconds since the epoch. */
  readonly occurredAt: number
}

const maxNames = 20

/**
 * Claims the name, appends, confirms. Whoever repeats a key gets the user that it made, whatever came between; a claim whose
 * attempt never ended is freed by the sweeper.
 */
export function createCreateUser(parts: CreateUserParts) {
  return (wanted: NewUser): Promise<Result<CreatedUser>> => {
    const { commandId, userId } = wanted
    const anonymous = wanted.username === undefined
    // The digest of an anonymous user doesn't depend on the name.
    const username = wanted.username ?? anonymousName(0, () => 0)
    const digest = commandDigest(userCreated({ commandId, userId, username, anonymous }, 0))
    const keyedBy = { kind: 'users', scope: 'users', commandId, actorId: userId, digest } as const
    return parts.recentCommands.once(keyedBy, async () => {
      try {
        return await create(parts, wanted)
      } catch (error) {
        if (!isPostgresAway(error)) throw error
        return readModelAway
      }
    })
  }
}

export type CreateUserHandler = ReturnType<typeof createCreateUser>

async function create(parts: CreateUserParts, wanted: NewUser): Promise<Result<CreatedUser>> {
  const anonymous = wanted.username === undefined
  for (let attempt = 0; attempt < (anonymous ? maxNames : 1); attempt++) {
    const username = wanted.username ?? anonymousName(attempt, parts.random)
    const command: CreateUser = { commandId: wanted.commandId, userId: wanted.userId, username, anonymous }
    const allowed = decideCreateUser(command, { nameTaken: false }, 0)
    if (!allowed.ok) return allowed
    const result = await claimAndAppend(parts, command, wanted)
    if (result.ok || result.refusal.code !== 'username-taken') return result
  }
  return anonymous ? noNameLeft : nameTaken
}

async function claimAndAppend(
  parts: CreateUserParts,
  command: CreateUser,
  wanted: NewUser,
): Promise<Result<CreatedUser>> {
  const { claims, log, clock } = parts
  const known = await parts.findUser(command.userId)
  if (known !== undefined) {
    return sameRequest(command, known)
      ? done(createdUser(command, known, known.position, known.createdAt))
      : keyReused
  }
  const claimed = await claims.claim({ ...command, usernameKey: usernameKey(command.username) })
  if (claimed.status === 'taken') return nameTaken
  const { claim } = claimed
  if (!sameRequest(command, claim)) return keyReused
  if (claim.confirmed !== undefined) {
    return done(createdUser(command, claim, claim.confirmed.position, claim.confirmed.occurredAt))
  }
  // The name of an earlier attempt stays, so that every attempt makes the same event.
  const named = { ...command, username: usernameOf(claim) }
  const owner = await parts.findUserByName(named.username)
  const decided = decideCreateUser(
    named,
    { nameTaken: owner !== undefined && owner.userId !== command.userId },
    clock(),
  )
  if (!decided.ok) {
    // An event with this name wouldn't stand, whoever is still trying to write it.
    await claims.drop(command.commandId)
    return decided
  }
  const event = decided.value
  const appended = await log.append(event, wanted.traceparent)
  if (appended.status !== 'written') return { ok: false, refusal: appendRefusal(appended, wanted.retryKey) }
  const { position } = appended
  try {
    await claims.confirm(command.commandId, position, event.occurredAt)
  } catch (error) {
    if (!isPostgresAway(error)) throw error
    // The user is in the log; the sweeper confirms the claim later.
    parts.warn(error, 'a username claim could not be confirmed yet')
  }
  return done(createdUser(command, event, position, event.occurredAt))
}

function createdUser(
  { userId, anonymous }: CreateUser,
  { username }: { readonly username: string },
  position: string,
  occurredAt: number,
): CreatedUser {
  return { userId, username, anonymous, position, occurredAt }
}

/** Whether an earlier attempt asked for the same: the same name, or a generated one. */
function sameRequest(
  command: CreateUser,
  earlier: { readonly username: string; readonly anonymous: boolean },
): boolean {
  return (
    command.anonymous === earlier.anonymous && (command.anonymous || command.username === earlier.username)
  )
}

function usernameOf({ username }: ClaimOnRecord): Username {
  const parsed = parseUsername(username)
  if (!parsed.ok) throw new Error('a claim holds a name that is not allowed')
  return parsed.value
}

const nameTaken = refuse('username-taken', 'Choose another username')
const noNameLeft = refuse('overloaded', 'No free name was found; try again')
