import { number, text, type LoggedEvent } from './decode.js'
import type { GroupFold } from './fold.js'

/** What a subscriber is to see of an event. */
export type View = Readonly<Record<string, unknown>>

/**
 * What a subscriber who comes later is to see of a group's events after an offset: those that stood, without the texts of messages
 * that have been deleted since.
 */
export function expectedTail(fold: GroupFold, generation: string, after: number): View[] {
  const deleted = new Set(
    fold.messages.filter((message) => message.deleted).map(({ messageId }) => messageId),
  )
  return fold.stood
    .filter(({ offset }) => offset > after)
    .map((event) => expectedView(event, generation, deleted.has(text(event, 'messageId'))))
}

export function expectedView(event: LoggedEvent, generation: string, redacted: boolean): View {
  const view = {
    type: event.name,
    group: text(event, 'group'),
    position: `${generation}:${event.partition}:${event.offset}`,
    eventId: text(event, 'eventId'),
    occurredAt: iso(number(event, 'occurredAt')),
    actor: { userId: text(event, 'actorId'), username: text(event, 'actorUsername') },
    messageId: text(event, 'messageId'),
  }
  const body = redacted ? { redacted: true } : { text: event.fields['text'] }
  switch (event.name) {
    case 'MessageDeleted':
      return { ...view, version: number(event, 'version') }
    case 'MessageEdited':
      return { ...view, version: number(event, 'version'), ...body }
    default: {
      const { kind, tags, replyTo, sentAt } = event.fields
      return {
        ...view,
        version: 1,
        ...body,
        kind,
        tags,
        ...(replyTo === null ? {} : { replyTo }),
        sentAt: typeof sentAt === 'number' ? iso(sentAt) : view.occurredAt,
      }
    }
  }
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
