import { number, text, type LoggedEvent } from '../../src/decode.js'

/**
 * The rules by which the log is read, written from the design (§3), the fields' documentation in `schemas/avro` and decision 3, and from
 * nothing of the services' code:
 *
 * 1. A record whose group, actor and commandId have been there before is a copy and changes nothing, whether or not the first one did.
 * 2. A send makes a message that isn't there; version 1.
 * 3. An edit changes a message that is there, isn't deleted, and has a version below the edit's; that is its version then.
 * 4. A delete ends a message that is there and isn't deleted, whatever its version. It stays deleted.
 */
export interface GroupLog {
  readonly group: string
  readonly partition: number
  /** Every record of the group, by offset. */
  readonly records: readonly Judged[]
  /** Those that changed something. */
  readonly stood: readonly Judged[]
  readonly byOffset: ReadonlyMap<number, Judged>
  /** When, if ever, a message was deleted. */
  readonly deletedAt: ReadonlyMap<string, number>
}

export interface Judged {
  readonly event: LoggedEvent
  readonly messageId: string
  readonly fate: 'stood' | 'copy' | 'lost'
  /** What the message is after it; of those that stood. */
  readonly after?: MessageAfter
}

export interface MessageAfter {
  readonly messageId: string
  readonly sent: LoggedEvent
  readonly version: number
  readonly deleted: boolean
  readonly text: string
  /** Every text that it had, with its version; the first is the one sent. */
  readonly texts: readonly { readonly version: number; readonly text: string; readonly atMs: number }[]
  readonly editedMs?: number
  readonly deletedMs?: number
}

/** @param events of one group, in the order of their offsets */
export function judgeGroup(group: string, events: readonly LoggedEvent[]): GroupLog {
  const messages = new Map<string, MessageAfter>()
  const commands = new Set<string>()
  const deletedAt = new Map<string, number>()
  const records = events.map((event): Judged => {
    const messageId = text(event, 'messageId')
    const command = `${text(event, 'actorId')}/${text(event, 'commandId')}`
    if (commands.has(command)) return { event, messageId, fate: 'copy' }
    commands.add(command)
    const after = apply(messages.get(messageId), event, messageId)
    if (!after) return { event, messageId, fate: 'lost' }
    messages.set(messageId, after)
    if (after.deleted) deletedAt.set(messageId, event.offset)
    return { event, messageId, fate: 'stood', after }
  })
  return {
    group,
    partition: events[0]?.partition ?? 0,
    records,
    stood: records.filter(({ fate }) => fate === 'stood'),
    byOffset: new Map(records.map((one) => [one.event.offset, one])),
    deletedAt,
  }
}

function apply(
  message: MessageAfter | undefined,
  event: LoggedEvent,
  messageId: string,
): MessageAfter | undefined {
  const atMs = number(event, 'occurredAt')
  switch (event.name) {
    case 'MessageSent': {
      if (message) return undefined
      const said = text(event, 'text')
      return {
        messageId,
        sent: event,
        version: 1,
        deleted: false,
        text: said,
        texts: [{ version: 1, text: said, atMs }],
      }
    }
    case 'MessageEdited': {
      const version = number(event, 'version')
      if (!message || message.deleted || version <= message.version) return undefined
      const said = text(event, 'text')
      return {
        ...message,
        version,
        text: said,
        texts: [...message.texts, { version, text: said, atMs }],
        editedMs: atMs,
      }
    }
    case 'MessageDeleted': {
      if (!message || message.deleted) return undefined
      const version = Math.max(number(event, 'version'), message.version + 1)
      return { ...message, version, deleted: true, deletedMs: atMs }
    }
    default:
      throw new Error(`${event.name} is no event of a group`)
  }
}
