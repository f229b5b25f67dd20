import type { MessageEvent } from '@hanashi/schemas/events'

export interface NaiveMessage {
  readonly seq: number
  readonly authorId: string
  version: number
  text: string | null
  deleted: boolean
  versions: { version: number; text: string | null }[]
}

export interface NaiveGroup {
  count: number
  lastSeq: number
  lastActivityMs: number
}

/** The rules once more, written from their description and one event at a time, to compare the projection with. */
export function naiveFold(events: readonly MessageEvent[]) {
  const messages = new Map<string, NaiveMessage>()
  const groups = new Map<string, NaiveGroup>()
  const eventIds = new Set<string>()
  const commands = new Map<string, { seq: number; stood: boolean }>()
  events.forEach((event, seq) => {
    if (eventIds.has(event.eventId)) return
    eventIds.add(event.eventId)
    const stood = one(event, seq)
    const command = `${event.group}/${event.commandId}`
    if (!commands.has(command)) commands.set(command, { seq, stood })
    if (!stood) return
    const group = groups.get(event.group) ?? { count: 0, lastSeq: -1, lastActivityMs: 0 }
    group.lastActivityMs = event.occurredAt
    if (event.type === 'MessageSent') {
      group.count += 1
      group.lastSeq = seq
    }
    groups.set(event.group, group)
  })
  return { messages, groups, commands }

  function one(event: MessageEvent, seq: number): boolean {
    const key = `${event.group}/${event.messageId}`
    const message = messages.get(key)
    if (event.type === 'MessageSent') {
      if (message) return false
      messages.set(key, {
        seq,
        authorId: event.actorId,
        version: 1,
        text: event.text,
        deleted: false,
        versions: [{ version: 1, text: event.text }],
      })
      return true
    }
    if (!message || message.deleted) return false
    if (event.type === 'MessageEdited') {
      if (event.version <= message.version) return false
      message.version = event.version
      message.text = event.text
      message.versions.push({ version: event.version, text: event.text })
      return true
    }
    message.version = event.version > message.version ? event.version : message.version + 1
    message.text = null
    message.deleted = true
    message.versions = message.versions.map(({ version }) => ({ version, text: null }))
    return true
  }
}
