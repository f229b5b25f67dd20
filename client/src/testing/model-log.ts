import type { Message } from '@hanashi/schemas/http'
import type { EventView } from '@hanashi/schemas/socket'

export interface Person {
  readonly userId: string
  readonly username: string
}

interface Change {
  readonly type: EventView['type']
  readonly group: string
  readonly actor: Person
  readonly eventId: string
  readonly messageId: string
  readonly version: number
  readonly text?: string
}

/** The log of one partition, with the naive fold that says what is true of it. */
export class ModelLog {
  generation = 'g1aaaa'
  events: EventView[] = []
  readonly #nowMs: () => number
  #generations = 1

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** Of the last record, whatever its group; -1 for none. */
  get end(): number {
    return this.events.length - 1
  }

  position(offset: number): string {
    return `${this.generation}:0:${offset}`
  }

  append(change: Change): EventView {
    const occurredAt = new Date(this.#nowMs()).toISOString()
    const event: EventView = {
      ...change,
      position: this.position(this.events.length),
      occurredAt,
      ...(change.type === 'MessageSent' && { kind: 'text', tags: [], sentAt: occurredAt }),
    }
    this.events.push(event)
    return event
  }

  /** Once more, by another instance. */
  copy(offset: number): void {
    const event = this.events[offset]
    if (event) this.events.push({ ...event, position: this.position(this.events.length) })
  }

  /** Another generation: a backup of the first `length` records. */
  restore(length: number): void {
    const kept = this.events.slice(0, length)
    this.generation = `g${++this.#generations}aaaa`
    this.events = kept.map((event, offset) => ({ ...event, position: this.position(offset) }))
  }

  /** All messages of a group as the records up to `offset` made them, oldest first. */
  messages(group: string, offset = this.end): Message[] {
    const messages = new Map<string, Message>()
    const done = new Set<string>()
    for (const event of this.events.slice(0, offset + 1)) {
      if (event.group !== group || done.has(event.eventId)) continue
      done.add(event.eventId)
      const { messageId, text = '', occurredAt } = event
      const before = messages.get(messageId)
      if (event.type === 'MessageSent') {
        if (before) continue
        messages.set(messageId, {
          messageId,
          group,
          author: event.actor,
          kind: 'text',
          text,
          tags: [],
          sentAt: occurredAt,
          position: event.position,
          version: 1,
        })
      } else if (before && before.deletedAt === undefined) {
        if (event.type === 'MessageEdited') {
          if (event.version > before.version)
            messages.set(messageId, { ...before, text, editedAt: occurredAt, version: event.version })
        } else {
          const version = Math.max(event.version, before.version + 1)
          const { text: _, ...rest } = before
          messages.set(messageId, { ...rest, deletedAt: occurredAt, version })
        }
      }
    }
    return [...messages.values()]
  }
}
