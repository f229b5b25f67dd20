import { messageKey, type MessageKey } from '@hanashi/read-model/messages'

/** What this process wrote of a message last. Says nothing of what others wrote, nor of who the author is. */
export interface RecentMessage {
  readonly version: number
  readonly deleted: boolean
  /** An attempt to change it has an unknown outcome: only the log knows the version. */
  readonly inDoubt: boolean
}

/** So that a change sees the one before it, however far the projection is. Bounded: the oldest are forgotten first. */
export class RecentMessages {
  readonly #messages = new Map<string, RecentMessage>()
  readonly #maxMessages: number

  constructor(maxMessages = 100_000) {
    this.#maxMessages = maxMessages
  }

  get(key: MessageKey): RecentMessage | undefined {
    return this.#messages.get(messageKey(key))
  }

  set(key: MessageKey, message: RecentMessage): void {
    const name = messageKey(key)
    this.#messages.delete(name)
    this.#messages.set(name, message)
    if (this.#messages.size <= this.#maxMessages) return
    const [oldest] = this.#messages.keys()
    if (oldest !== undefined) this.#messages.delete(oldest)
  }
}
