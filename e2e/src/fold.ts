import { number, text, type LoggedEvent } from './decode.js'

/** What a group is after its events, folded by the rules of the design and by nothing of the services' code. */
export interface GroupFold {
  /** Events that changed something, in the log's order. */
  readonly stood: readonly LoggedEvent[]
  /** In the order in which they were sent. */
  readonly messages: readonly FoldedMessage[]
}

export interface FoldedMessage {
  readonly sent: LoggedEvent
  readonly messageId: string
  readonly text: string
  readonly version: number
  readonly deleted: boolean
}

/**
 * - A message that isn't there is created; a copy changes nothing.
 * - An edit changes a message to a version above the one that it has, and no deleted one.
 * - A delete is final.
 *
 * @param events of one partition, in order
 */
export function foldGroup(events: readonly LoggedEvent[], group: string): GroupFold {
  const messages = new Map<string, FoldedMessage>()
  const stood: LoggedEvent[] = []
  for (const event of events) {
    if (event.fields['group'] !== group) continue
    const after = next(messages.get(text(event, 'messageId')), event)
    if (!after) continue
    messages.set(after.messageId, after)
    stood.push(event)
  }
  return { stood, messages: [...messages.values()] }
}

function next(message: FoldedMessage | undefined, event: LoggedEvent): FoldedMessage | undefined {
  switch (event.name) {
    case 'MessageSent': {
      if (message) return undefined
      const [messageId, said] = [text(event, 'messageId'), text(event, 'text')]
      return { sent: event, messageId, text: said, version: 1, deleted: false }
    }
    case 'MessageEdited': {
      const version = number(event, 'version')
      if (!message || message.deleted || version <= message.version) return undefined
      return { ...message, text: text(event, 'text'), version }
    }
    case 'MessageDeleted': {
      if (!message || message.deleted) return undefined
      return { ...message, version: Math.max(number(event, 'version'), message.version + 1), deleted: true }
    }
    default:
      throw new Error(`${event.name} is no event of a message`)
  }
}
