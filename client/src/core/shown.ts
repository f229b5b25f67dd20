import type { Message } from '@hanashi/schemas/http'
import type { Command, Entry } from './command.js'
import type { Failure } from './failure.js'
import { distance, hasReached } from './positions.js'

/** A message as a person sees it: as the log has it, with one's own commands that are on their way or failed. */
export interface ShownMessage extends Omit<Message, 'position' | 'tags'> {
  readonly tags: readonly string[]
  /** Where it is in the log; absent until it is there. */
  readonly position?: string
  /** Absent where nothing is on its way and nothing failed. */
  readonly outgoing?: Outgoing
}

/** A command of one's own that concerns a message. After a failed edit or deletion the message is shown as it is. */
export interface Outgoing {
  readonly kind: Command['kind']
  readonly key: string
  readonly state: 'pending' | 'failed'
  readonly failure?: Failure
  /** What was typed, of an edit that failed. */
  readonly text?: string
}

/** Whether a confirmed command is in what the log has shown already, so that it needn't be shown on top any more. */
export function isInLog(entry: Entry, message: Message | undefined, cursor: string | undefined): boolean {
  if (entry.state !== 'confirmed' || cursor === undefined) return false
  const { position, version } = entry.confirmation
  const beyond = distance(cursor, position)
  // Of another log: a page of it is there, and it says what is.
  if (beyond === undefined || hasReached(cursor, position)) return true
  switch (entry.command.kind) {
    case 'send':
      return message !== undefined
    case 'edit':
      return message !== undefined && (message.deletedAt !== undefined || message.version >= (version ?? 1))
    case 'delete':
      return message?.deletedAt !== undefined
  }
}

/**
 * Messages with the commands of one group on top: the same objects wherever nothing is on top, the same array where nothing is at all.
 * Messages that aren't in the log yet come last, in the order in which they were typed.
 */
export function showMessages(
  messages: readonly Message[],
  entries: readonly Entry[],
  find: (messageId: string) => Message | undefined,
): readonly ShownMessage[] {
  if (entries.length === 0) return messages
  const changed = new Map<string, ShownMessage>()
  const added: ShownMessage[] = []
  for (const entry of entries) {
    const { command } = entry
    const before = changed.get(command.messageId) ?? find(command.messageId)
    if (before) changed.set(command.messageId, withEntry(before, entry))
    else if (command.kind === 'send') {
      const message = newMessage(command, entry)
      changed.set(command.messageId, message)
      added.push(message)
    }
  }
  const known = messages.map((message) => changed.get(message.messageId) ?? message)
  return [...known, ...added.map((message) => changed.get(message.messageId) ?? message)]
}

function newMessage(command: Extract<Command, { kind: 'send' }>, entry: Entry): ShownMessage {
  const { body, group, messageId, madeAtMs, userId = '', username = '' } = command
  return {
    messageId,
    group,
    author: { userId, username },
    kind: body.kind ?? 'text',
    text: body.text,
    tags: body.tags ?? [],
    sentAt: entry.state === 'confirmed' ? entry.confirmation.at : new Date(madeAtMs).toISOString(),
    ...(body.replyTo === undefined ? {} : { replyTo: body.replyTo }),
    ...(entry.state === 'confirmed' ? { position: entry.confirmation.position } : {}),
    version: 1,
    ...outgoing(entry),
  }
}

function withEntry(message: ShownMessage, entry: Entry): ShownMessage {
  const { command } = entry
  if (message.deletedAt !== undefined || command.kind === 'send') return message
  if (entry.state === 'failed') return { ...message, ...outgoing(entry) }
  const at = entry.state === 'confirmed' ? entry.confirmation.at : new Date(command.madeAtMs).toISOString()
  const version =
    entry.state === 'confirmed' ? (entry.confirmation.version ?? message.version) : message.version
  if (command.kind === 'edit')
    return { ...message, text: command.text, editedAt: at, version, ...outgoing(entry, message) }
  const { text: _, ...rest } = message
  return { ...rest, deletedAt: at, version, ...outgoing(entry, message) }
}

/** A message that isn't sent yet stays so, whatever is to become of it next. */
function outgoing(entry: Entry, before?: ShownMessage): { readonly outgoing?: Outgoing } {
  if (entry.state === 'confirmed') return {}
  if (before?.outgoing?.kind === 'send') return { outgoing: before.outgoing }
  const { kind, key } = entry.command
  if (entry.state === 'pending') return { outgoing: { kind, key, state: 'pending' } }
  const text = entry.command.kind === 'edit' ? { text: entry.command.text } : {}
  return { outgoing: { kind, key, state: 'failed', failure: entry.failure, ...text } }
}
