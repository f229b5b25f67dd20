import type { Message, MessagePage } from '@hanashi/schemas/http'
import type { EventView } from '@hanashi/schemas/socket'
import { applyEvent } from './apply-event.js'
import { distance } from './positions.js'
import { RecentIds } from './recent-ids.js'
import { sameMessage } from './same-message.js'

/** Copies of a command are at most 15 minutes apart in the log. */
const maxEventIds = 10_000
/** Changes of messages that aren't loaded, kept while a page of older ones is on its way. */
const maxUnplaced = 10_000

/**
 * The messages of a group from some message on up to a position, as the log has them: a page, then events. It is the same whatever came
 * twice, and whether events came by subscription, by replay or within a page:
 *
 * - The cursor only moves forwards within a log; an event at or before it changes nothing.
 * - An event that was seen, by its eventId, changes nothing: it is a copy of its command.
 * - Else `effective` decides.
 */
export class Timeline {
  readonly #maxMessages: number
  readonly #byId = new Map<string, Message>()
  readonly #eventIds = new RecentIds(maxEventIds)
  #messages: Message[] = []
  #view: readonly Message[] | undefined = []
  #cursor: string | undefined
  #before: string | undefined
  #unplaced: { readonly events: EventView[]; complete: boolean } | undefined

  /** @param maxMessages beyond it the oldest leave, to be loaded again where they are asked for */
  constructor(maxMessages: number) {
    this.#maxMessages = maxMessages
  }

  /** Everything of the group up to here is in; undefined before the first page. */
  get cursor(): string | undefined {
    return this.#cursor
  }

  /** Cursor to the page before the oldest message; undefined where there is none. */
  get before(): string | undefined {
    return this.#before
  }

  /** Oldest first; another array exactly when something changed. */
  get messages(): readonly Message[] {
    return (this.#view ??= this.#messages.slice())
  }

  get(messageId: string): Message | undefined {
    return this.#byId.get(messageId)
  }

  /** The newest page, and nothing else. */
  reset(page: MessagePage): void {
    const known = new Map(this.#byId)
    this.#clear()
    this.#messages = page.messages.map((message) => kept(known.get(message.messageId), message))
    for (const message of this.#messages) this.#byId.set(message.messageId, message)
    this.#cursor = page.position
    this.#before = page.before
  }

  /** @returns the events that were not behind the cursor, whether or not they changed anything */
  apply(events: readonly EventView[]): readonly EventView[] {
    const fresh: EventView[] = []
    for (const event of events) {
      if (this.#cursor === undefined || (distance(event.position, this.#cursor) ?? 0) <= 0) continue
      this.#cursor = event.position
      fresh.push(event)
      if (this.#eventIds.add(event.eventId)) this.#fold(event)
    }
    this.#trim()
    return fresh
  }

  /** Nothing happened up to here that didn't come. */
  moveTo(position: string): void {
    if (this.#cursor !== undefined && (distance(position, this.#cursor) ?? 0) > 0) this.#cursor = position
  }

  /**
   * To be called before a page of older messages is asked for, with `Min-Position` at the cursor: what changes on that page while it is
   * on its way is remembered until {@link prepend}.
   */
  expectOlder(): void {
    this.#unplaced = { events: [], complete: true }
  }

  cancelOlder(): void {
    this.#unplaced = undefined
  }

  /** @returns how many messages it added; undefined where too much happened meanwhile, and the page has to be asked for again */
  prepend(page: MessagePage): number | undefined {
    const unplaced = this.#unplaced
    this.#unplaced = undefined
    if (!unplaced?.complete) return undefined
    const older = page.messages.filter(({ messageId }) => !this.#byId.has(messageId))
    for (const message of older) this.#byId.set(message.messageId, message)
    for (const event of unplaced.events) {
      const after = applyEvent(this.#byId.get(event.messageId), event)
      if (after && this.#byId.has(event.messageId)) this.#byId.set(event.messageId, after)
    }
    this.#messages = [
      ...older.map((message) => this.#byId.get(message.messageId) ?? message),
      ...this.#messages,
    ]
    this.#before = page.before
    this.#view = undefined
    return older.length
  }

  #fold(event: EventView): void {
    const before = this.#byId.get(event.messageId)
    const after = applyEvent(before, event)
    if (after) {
      this.#byId.set(event.messageId, after)
      if (before) this.#messages[this.#indexOf(before)] = after
      else this.#messages.push(after)
      this.#view = undefined
    } else if (!before && this.#unplaced) {
      if (this.#unplaced.events.length < maxUnplaced) this.#unplaced.events.push(event)
      else this.#unplaced.complete = false
    }
  }

  /** Messages are in the order of their positions. */
  #indexOf(message: Message): number {
    let [low, high] = [0, this.#messages.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      const at = this.#messages[middle]
      if (at && (distance(at.position, message.position) ?? 0) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  /** A tenth at a time, so that it isn't done for each message. A message's position is its place in the order of pages. */
  #trim(): void {
    if (this.#messages.length <= this.#maxMessages || this.#unplaced) return
    const left = this.#messages.splice(0, this.#messages.length - Math.ceil(this.#maxMessages * 0.9))
    for (const { messageId } of left) this.#byId.delete(messageId)
    this.#before = this.#messages[0]?.position
    this.#view = undefined
  }

  #clear(): void {
    this.#byId.clear()
    this.#eventIds.clear()
    this.#unplaced = undefined
    this.#view = undefined
  }
}

function kept(known: Message | undefined, message: Message): Message {
  return known && sameMessage(known, message) ? known : message
}
