import type { MessageDeleted, MessageEdited, MessageSent } from './events.js'

/** What of an event decides whether it stands: the event itself, and what subscribers see of it, have it. */
export type JudgedEvent =
  | Pick<MessageSent, 'type'>
  | Pick<MessageEdited, 'type' | 'version'>
  | Pick<MessageDeleted, 'type' | 'version'>

/** What a fold has to know of a message to judge the next event; `undefined` is a message that isn't there. */
export interface MessageState {
  /** 1 for a message as it was sent, then that of the last event that stood. */
  readonly version: number
  readonly deleted: boolean
}

/**
 * The one set of fold rules. The log holds attempts: copies of a command, and commands that lost a race. Whether an event stands is
 * decided here alone, from the state that all events before it in the log's order made.
 *
 * - `MessageSent` stands if the message isn't there.
 * - `MessageEdited` stands if the message is there, isn't deleted and has a version below the event's: of two edits decided
 *   on the same version the first in the log stands.
 * - `MessageDeleted` stands if the message is there and isn't deleted. It wins over an edit that it didn't know of; deleted is final.
 *
 * So applying any event again, late or out of its place, changes nothing.
 *
 * @returns the state after the event, or `undefined` where the event changes nothing
 */
export function effective(state: MessageState | undefined, event: JudgedEvent): MessageState | undefined {
  if (event.type === 'MessageSent') return state ? undefined : { version: 1, deleted: false }
  if (!state || state.deleted) return undefined
  switch (event.type) {
    case 'MessageEdited':
      return event.version > state.version ? { version: event.version, deleted: false } : undefined
    case 'MessageDeleted':
      return { version: Math.max(event.version, state.version + 1), deleted: true }
  }
}

/** What a fold has to know of the users before it to judge a `UserCreated`. */
export interface UserClaims {
  readonly userIdKnown: boolean
  /** Whether an earlier event has the same {@link usernameKey}. */
  readonly usernameKnown: boolean
}

/** `UserCreated` stands if neither its id nor its name is there: the first to claim a name has it. */
export function userStands(claims: UserClaims): boolean {
  return !claims.userIdKnown && !claims.usernameKnown
}
