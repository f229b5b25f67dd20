import type { SendMessageBody } from '@hanashi/schemas/http'
import type { Command } from './core/command.js'
import { unreachable, type Failure } from './core/failure.js'
import { isInLog, showMessages, type ShownMessage } from './core/shown.js'
import type { Timeline } from './core/timeline.js'
import type { GroupStatus, GroupSync } from './group-sync.js'
import type { LoadPage } from './load-page.js'
import type { Outbox, Outcome } from './outbox.js'

/** A group as it is to be shown. Immutable; another object exactly when something in it changed. */
export interface GroupSnapshot {
  readonly group: string
  /** Oldest first; what isn't in the log yet last. */
  readonly messages: readonly ShownMessage[]
  readonly status: GroupStatus
  /** Whether there are messages before the first. */
  readonly hasOlder: boolean
  readonly loadingOlder: boolean
}

export interface SendOptions extends Omit<SendMessageBody, 'text' | 'sentAt'> {
  /** A UUID; made where it is left out. The same key is the same message, however often it is sent. */
  readonly key?: string | undefined
}

export interface ChangeOptions {
  readonly key?: string | undefined
  /** Only if the message has this version. */
  readonly ifMatch?: number | undefined
}

/** A command that is on its way. */
export interface Sending {
  readonly key: string
  readonly messageId: string
  /** Never rejects. While there is no connection it waits. */
  readonly outcome: Promise<Outcome>
}

export type OlderLoaded =
  { readonly ok: true; readonly count: number } | { readonly ok: false; readonly failure: Failure }

type DraftOf<C> = C extends Command ? Omit<C, 'group' | 'userId' | 'username' | 'madeAtMs'> : never
export type CommandDraft = DraftOf<Command>

export interface GroupParts {
  readonly id: string
  readonly timeline: Timeline
  readonly sync: GroupSync
  readonly outbox: Outbox
  readonly loadPage: LoadPage
  readonly pageSize: number
  readonly newKey: () => string
  /** Adds who gives it and when. */
  readonly complete: (draft: CommandDraft) => Command
}

/**
 * One group: what it shows, and what can be done in it. It is followed while somebody listens. Commands are shown at once and go out in the
 * order in which they were given, whatever happens to the connection meanwhile.
 */
export class Group {
  readonly id: string
  readonly #parts: GroupParts
  readonly #listeners = new Set<() => void>()
  readonly #taps = new Set<() => void>()
  #shown: { readonly of: readonly unknown[]; readonly messages: readonly ShownMessage[] } | undefined
  #snapshot: GroupSnapshot | undefined
  #older: Promise<OlderLoaded> | undefined
  #notifying = false

  constructor(parts: GroupParts) {
    this.id = parts.id
    this.#parts = parts
  }

  /** Bound, as are the others: they can be handed on. */
  readonly snapshot = (): GroupSnapshot => {
    const { timeline, sync } = this.#parts
    const messages = this.#messages()
    const { status } = sync
    const [hasOlder, loadingOlder] = [timeline.before !== undefined, this.#older !== undefined]
    const last = this.#snapshot
    if (
      last?.messages === messages &&
      last.status === status &&
      last.hasOlder === hasOlder &&
      last.loadingOlder === loadingOlder
    )
      return last
    return (this.#snapshot = { group: this.id, messages, status, hasOlder, loadingOlder })
  }

  /** Calls back after changes, those of one moment together, and follows the group. @returns what ends that */
  readonly subscribe = (listener: () => void): (() => void) => {
    const own = () => listener()
    this.#listeners.add(own)
    this.#parts.sync.start()
    return () => {
      this.#listeners.delete(own)
      this.#stopIfUnused()
    }
  }

  /** @throws RangeError when 10,000 commands are waiting */
  readonly send = (text: string, options: SendOptions = {}): Sending => {
    const { key: given = this.#parts.newKey(), ...rest } = options
    const key = given.toLowerCase()
    return this.#give({ kind: 'send', key, messageId: key, body: { text, ...rest } })
  }

  readonly edit = (messageId: string, text: string, options: ChangeOptions = {}): Sending =>
    this.#give({ kind: 'edit', messageId, text, ...this.#change(options) })

  readonly delete = (messageId: string, options: ChangeOptions = {}): Sending =>
    this.#give({ kind: 'delete', messageId, ...this.#change(options) })

  /** A command that failed is sent once more. */
  readonly retry = (key: string): void => this.#parts.outbox.retry(this.id, key)

  /** A command that failed is forgotten. */
  readonly discard = (key: string): void => this.#parts.outbox.discard(this.id, key)

  /** The page before the first message. One at a time: further calls get the same answer. */
  readonly loadOlder = (): Promise<OlderLoaded> => {
    this.#older ??= this.#loadOlder().finally(() => {
      this.#older = undefined
      this.changed()
    })
    this.changed()
    return this.#older
  }

  /** Calls back when something happened in the group, and follows it. @returns what ends that */
  tap(happened: () => void): () => void {
    this.#taps.add(happened)
    this.#parts.sync.start()
    return () => {
      this.#taps.delete(happened)
      this.#stopIfUnused()
    }
  }

  advanced(): void {
    for (const happened of this.#taps) happened()
  }

  /** Something may have changed: the listeners are called in a tick, once. */
  changed(): void {
    if (this.#notifying || this.#listeners.size === 0) return
    this.#notifying = true
    queueMicrotask(() => {
      this.#notifying = false
      for (const listener of this.#listeners) listener()
    })
  }

  #messages(): readonly ShownMessage[] {
    const { timeline, outbox } = this.#parts
    const find = (messageId: string) => timeline.get(messageId)
    outbox.settle(this.id, (entry) => isInLog(entry, find(entry.command.messageId), timeline.cursor))
    const of = [timeline.messages, outbox.entries(this.id)] as const
    if (this.#shown?.of[0] !== of[0] || this.#shown.of[1] !== of[1])
      this.#shown = { of, messages: showMessages(of[0], of[1], find) }
    return this.#shown.messages
  }

  #change({ key, ifMatch }: ChangeOptions) {
    return {
      key: key?.toLowerCase() ?? this.#parts.newKey(),
      ...(ifMatch !== undefined && { ifMatch }),
    }
  }

  #give(draft: CommandDraft): Sending {
    const command = this.#parts.complete(draft)
    const { key, messageId } = command
    return { key, messageId, outcome: this.#parts.outbox.add(command) }
  }

  async #loadOlder(): Promise<OlderLoaded> {
    const { timeline, loadPage, pageSize } = this.#parts
    const { before, cursor } = timeline
    if (before === undefined || cursor === undefined) return { ok: true, count: 0 }
    timeline.expectOlder()
    const answer = await loadPage({ group: this.id, limit: pageSize, before, minPosition: cursor })
    if (!answer.ok) {
      timeline.cancelOlder()
      return { ok: false, failure: answer.failure }
    }
    const count = timeline.prepend(answer.value)
    return count === undefined ? { ok: false, failure: movedOn } : { ok: true, count }
  }

  #stopIfUnused(): void {
    if (this.#listeners.size + this.#taps.size === 0) this.#parts.sync.stop()
  }
}

const movedOn: Failure = {
  ...unreachable,
  code: 'superseded',
  title: 'The group moved on',
  detail: 'What is shown was replaced meanwhile. Ask again.',
}
