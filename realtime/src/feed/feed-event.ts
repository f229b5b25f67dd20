import type { MessageEvent } from '@hanashi/schemas/events'
import type { GroupId } from '@hanashi/schemas/group'
import type { MessageId } from '@hanashi/schemas/ids'
import type { Position } from '@hanashi/schemas/position'
import { eventView, type EventView } from '@hanashi/schemas/socket'

/** An event that stands, at its place in the log, as readers get it. Encoded at most once, for live readers and for those who catch up. */
export class FeedEvent {
  readonly type: MessageEvent['type']
  readonly group: GroupId
  readonly messageId: MessageId
  readonly offset: number
  readonly view: EventView
  #json: string | undefined

  constructor(at: Pick<FeedEvent, 'type' | 'group' | 'messageId' | 'offset'>, view: EventView) {
    this.type = at.type
    this.group = at.group
    this.messageId = at.messageId
    this.offset = at.offset
    this.view = view
  }

  get json(): string {
    return (this.#json ??= JSON.stringify(this.view))
  }

  /** About what it is when encoded, in UTF-16 units: exact but for characters that JSON escapes. */
  get size(): number {
    const { group, actor, text = '', tags = [] } = this.view
    return 430 + text.length + group.length + actor.username.length + 36 * tags.length
  }
}

/** @param redacted whether the text is left out because the message has been deleted since */
export function feedEvent(event: MessageEvent, position: Position, redacted: boolean): FeedEvent {
  const { type, group, messageId } = event
  const view = eventView(event, position, redacted)
  return new FeedEvent({ type, group, messageId, offset: position.offset }, view)
}

/** The same event without its text; an event that has none stays as it is. */
export function blanked(event: FeedEvent): FeedEvent {
  const { text, ...view } = event.view
  return text === undefined ? event : new FeedEvent(event, { ...view, redacted: true })
}

/** Those above `after` up to `upTo`: the same array where that is all of them, so that its encoding is shared. */
export function eventsWithin(
  events: readonly FeedEvent[],
  after: number,
  upTo: number,
): readonly FeedEvent[] {
  const [first, last] = [events[0], events.at(-1)]
  if (!first || !last || (first.offset > after && last.offset <= upTo)) return events
  return events.filter(({ offset }) => offset > after && offset <= upTo)
}

/** About what it takes in memory, its encoding included. */
export function heldBytes(event: FeedEvent): number {
  return 600 + 3 * event.size
}
