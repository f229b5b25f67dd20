import { number, text, type LoggedEvent } from './decode.js'
import type { GroupFold } from './fold.js'

/** What a subscriber is to see of an event. */
export interface View {
  readonly type: string
  readonly group: string
  readonly position: string
  readonly eventId: string
  readonly occurredAt: string
  readonly actor: { readonly userId: string; readonly username: string }
  readonly messageId: string
  readonly version: number
  readonly text?: string
  readonly redacted?: true
  readonly kind?: string
  readonly tags?: readonly string[]
  readonly replyTo?: string
  readonly sentAt?: string
}

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

function expectedView(event: LoggedEvent, generation: string, redacted: boolean): View {
  const view = {
    type: event.name,
    group: text(event, 'group'),
    position: `${generation}:${event.partition}:${event.offset}`,
    eventId: text(event, 'eventId'),
    occurredAt: iso(number(event, 'occurredAt')),
    actor: { userId: text(event, 'actorId'), username: text(event, 'actorUsername') },
    messageId: text(event, 'messageId'),
  }
  if (event.name === 'MessageDeleted') return { ...view, version: number(event, 'version') }
  const body = redacted ? { redacted: true as const } : { text: text(event, 'text') }
  if (event.name === 'MessageEdited') return { ...view, version: number(event, 'version'), ...body }
  const { replyTo, sentAt, tags } = event.fields
  return {
    ...view,
    version: 1,
    ...body,
    kind: text(event, 'kind'),
    tags: Array.isArray(tags) ? tags.map(String) : [],
    ...(typeof replyTo === 'string' ? { replyTo } : {}),
    sentAt: typeof sentAt === 'number' ? iso(sentAt) : view.occurredAt,
  }
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
