import type { MessageState } from '@hanashi/schemas/effective'
import type { GroupId } from '@hanashi/schemas/group'
import type { MessageId } from '@hanashi/schemas/ids'

/** A message is identified by its group and id, never across groups. */
export type MessageKey = `${GroupId} ${MessageId}`

export function messageKey({
  group,
  messageId,
}: {
  readonly group: GroupId
  readonly messageId: MessageId
}): MessageKey {
  return `${group} ${messageId}`
}

/**
 * What recent events made of their messages, by the log's order: enough to tell a copy from an event that stands, for copies are at
 * most 15 minutes apart. A message is forgotten `maxAgeMs` after its last event, or earlier where there are more than `maxMessages`.
 */
export class MessageWindow {
  readonly #maxAgeMs: number
  readonly #maxMessages: number
  /** Least recently touched first. */
  readonly #entries = new Map<MessageKey, MessageState & { readonly touchedMs: number }>()

  constructor(limits: { readonly maxAgeMs: number; readonly maxMessages: number }) {
    this.#maxAgeMs = limits.maxAgeMs
    this.#maxMessages = limits.maxMessages
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: MessageKey): MessageState | undefined {
    return this.#entries.get(key)
  }

  set(key: MessageKey, { version, deleted }: MessageState, nowMs: number): void {
    this.#entries.delete(key)
    this.#entries.set(key, { version, deleted, touchedMs: nowMs })
    this.#forget(nowMs)
  }

  #forget(nowMs: number): void {
    for (const [key, { touchedMs }] of this.#entries) {
      if (this.#entries.size <= this.#maxMessages && nowMs - touchedMs <= this.#maxAgeMs) return
      this.#entries.delete(key)
    }
  }
}
