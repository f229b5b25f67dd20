import { effective, type MessageState } from '@hanashi/schemas/effective'
import { eventType, type MessageEvent } from '@hanashi/schemas/events'
import type { ChangeWindow } from '../feed/change-window.js'
import { messageKey, type MessageKey, type MessageWindow } from '../feed/message-window.js'
import { stoodByFacts, type EventFacts, type Placed } from '../past/event-facts.js'

/**
 * Tells the events that stand from copies and lost races, at the live end, in the log's order. What the window knows is exact. A later
 * record of an edit's or a delete's command is a copy, whatever became of the first and whatever version it makes. Of a message that the window
 * doesn't know
 * - a send stands: command-api keeps copies less than 15 minutes apart, and the window is longer;
 * - an edit or a delete is judged from the read model and, where that doesn't answer, stands: it was decided on a read model
 *   that had all but the last seconds, and whatever could have beaten it would be in the window.
 */
export class LiveJudge {
  readonly #window: MessageWindow
  readonly #changes: ChangeWindow
  readonly #windowFrom: readonly number[]

  /** @param windowFrom for each partition the first offset that the window has seen */
  constructor(window: MessageWindow, changes: ChangeWindow, windowFrom: readonly number[]) {
    this.#window = window
    this.#changes = changes
    this.#windowFrom = windowFrom
  }

  /**
   * The events of a batch that can't be judged without the read model.
   * @param covered whether the window goes back far enough that a send of a message it doesn't know can't be a copy
   */
  unknown(batch: readonly Placed[], covered: boolean): readonly Placed[] {
    const sentHere = new Set<MessageKey>()
    return batch.filter(({ event }) => {
      const key = messageKey(event)
      if (covered && event.type === eventType.MessageSent) sentHere.add(key)
      return !sentHere.has(key) && !this.#window.get(key)
    })
  }

  /**
   * Judges the next event of a partition and remembers what it made of its message.
   * @param facts of the event, where it was unknown and the read model answered
   * @param nowMs when the event came, for the window
   */
  stands(
    partition: number,
    { event, offset }: Placed,
    facts: EventFacts | undefined,
    nowMs: number,
  ): boolean {
    const key = messageKey(event)
    if (event.type !== eventType.MessageSent && !this.#changes.isFirst(event.eventId, nowMs)) return false
    if (facts?.command !== undefined && facts.command.offset < offset) return false
    const seen = this.#window.get(key)
    const judged = seen || !facts ? undefined : stoodByFacts(facts, { event, offset })
    if (judged !== undefined) {
      if (judged) this.#window.set(key, unopposed(event), nowMs)
      return judged
    }
    const before = seen ?? facts?.message
    const complete = facts && facts.judgedTo >= (this.#windowFrom[partition] ?? Infinity)
    const after = before || complete ? effective(before, event) : unopposed(event)
    const now = after ?? before
    if (now) this.#window.set(key, now, nowMs)
    return after !== undefined
  }
}

/** What an event makes of a message of which nothing is known that could be against it. */
function unopposed(event: MessageEvent): MessageState {
  if (event.type === eventType.MessageSent) return { version: 1, deleted: false }
  return { version: event.version, deleted: event.type === eventType.MessageDeleted }
}
