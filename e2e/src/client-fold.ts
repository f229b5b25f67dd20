import type { View } from './expected-view.js'
import type { PageMessage } from './pages.js'

export interface Shown {
  readonly messageId: string
  readonly text: string | undefined
  readonly version: number
  readonly deleted: boolean
}

/** What a reader's screen shows: a page, then the events after it, by the public rules alone. */
export function showOnScreen(page: readonly PageMessage[], events: readonly View[]): Shown[] {
  const shown = new Map<string, Shown>()
  for (const { messageId, text, version, deletedAt } of page) {
    shown.set(messageId, { messageId, text, version, deleted: deletedAt !== undefined })
  }
  for (const { type, messageId, version, text } of events) {
    const before = shown.get(messageId)
    if (type === 'MessageSent') {
      if (!before) shown.set(messageId, { messageId, text, version, deleted: false })
    } else if (before && !before.deleted) {
      if (type === 'MessageDeleted') {
        shown.set(messageId, { messageId, text: undefined, version, deleted: true })
      } else if (version > before.version) shown.set(messageId, { messageId, text, version, deleted: false })
    }
  }
  return [...shown.values()]
}
