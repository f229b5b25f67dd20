import { eventType, type UserCreated } from '@hanashi/schemas/events'
import type { CommandId, UserId } from '@hanashi/schemas/ids'
import { isReserved, type Username } from '@hanashi/schemas/username'
import { done, refuse, type Result } from '../result.js'
import { eventHead } from './event-head.js'

export interface CreateUser {
  /** Derived from the key, as the userId is: the key itself is a secret. */
  readonly commandId: CommandId
  readonly userId: UserId
  readonly username: Username
  readonly anonymous: boolean
}

export interface CreateUserState {
  /** Whether somebody else has the name. */
  readonly nameTaken: boolean
}

/** The event that the command asks for, whether or not it may be. */
export function userCreated(command: CreateUser, nowMs: number): UserCreated {
  const { commandId, userId, username, anonymous } = command
  const head = eventHead('users', commandId, { userId, username }, nowMs)
  return { type: eventType.UserCreated, ...head, userId, username, anonymous }
}

export function decideCreateUser(
  command: CreateUser,
  state: CreateUserState,
  nowMs: number,
): Result<UserCreated> {
  if (isReserved(command.username)) {
    return refuse('reserved-username', 'Choose a name that cannot be taken for an official one')
  }
  if (state.nameTaken) return refuse('username-taken', 'Choose another username')
  return done(userCreated(command, nowMs))
}
