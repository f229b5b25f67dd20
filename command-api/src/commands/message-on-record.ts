import { done, refuse, type Result } from '../result.js'

/** What a command that changes a message has to know of it. */
export interface MessageOnRecord {
  readonly authorId: string
  readonly version: number
  readonly deleted: boolean
}

export interface Change {
  readonly actorId: string
  /** The version that the command wants to change; undefined for any. */
  readonly ifMatch: number | undefined
  readonly mayChangeOthers: boolean
}

/**
 * The message as it may be changed, or the first reason that holds why it can't: not there, not one's own, deleted, moved on. So
 * a stranger hears nothing of its state.
 */
export function judgeChange(message: MessageOnRecord | undefined, change: Change): Result<MessageOnRecord> {
  if (message === undefined)
    return refuse('message-not-found', 'There is no message with this id in this group')
  if (message.authorId !== change.actorId && !change.mayChangeOthers) {
    return refuse('not-the-author', 'The message is by somebody else')
  }
  if (message.deleted) return refuse('message-deleted', 'A deleted message cannot be changed any more')
  if (change.ifMatch !== undefined && change.ifMatch !== message.version) {
    const { version } = message
    return refuse('version-mismatch', 'Get the message again and decide on its present version', { version })
  }
  return done(message)
}
