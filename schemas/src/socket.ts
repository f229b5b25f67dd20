import type { MessageDeletedAnswer, MessageEditedAnswer, MessageSentAnswer } from './http.js'
import type { MessageEvent } from './events.js'
import { formatPosition, type Position } from './position.js'
import type { ProblemDocument } from './problems.js'

/** What a subscriber sees of an event. Ids and times as over HTTP. */
export interface EventView {
  readonly type: MessageEvent['type']
  readonly group: string
  readonly position: string
  readonly eventId: string
  /** ISO 8601, UTC. */
  readonly occurredAt: string
  /** By the name of that time. */
  readonly actor: { readonly userId: string; readonly username: string }
  readonly messageId: string
  readonly version: number
  /** MessageSent and MessageEdited; left out where the message has been deleted since. */
  readonly text?: string
  /** The text was left out. */
  readonly redacted?: true
  /** MessageSent only, as are the three below. */
  readonly kind?: string
  readonly tags?: readonly string[]
  readonly replyTo?: string
  /** ISO 8601, UTC. */
  readonly sentAt?: string
}

/** @param redacted whether the text is left out because the message has been deleted since */
export function eventView(event: MessageEvent, position: Position, redacted = false): EventView {
  const view = {
    type: event.type,
    group: event.group,
    position: formatPosition(position),
    eventId: event.eventId,
    occurredAt: new Date(event.occurredAt).toISOString(),
    actor: { userId: event.actorId, username: event.actorUsername },
    messageId: event.messageId,
  }
  if (event.type === 'MessageDeleted') return { ...view, version: event.version }
  const text = redacted ? ({ redacted: true } as const) : { text: event.text }
  if (event.type === 'MessageEdited') return { ...view, version: event.version, ...text }
  return {
    ...view,
    version: 1,
    ...text,
    kind: event.kind,
    tags: event.tags,
    ...(event.replyTo === null ? {} : { replyTo: event.replyTo }),
    sentAt: new Date(event.sentAt ?? event.occurredAt).toISOString(),
  }
}

export type Failed = { readonly ok: false; readonly error: ProblemDocument }
export type Ack<T> = ({ readonly ok: true } & T) | Failed

/** Acknowledgements: `position` is where the subscription starts; events come after it. */
export type SubscribeAck = Ack<{ readonly position: string }>
export type UnsubscribeAck = Ack<object>
/** `id` names the chunks that follow. */
export type ReplayAck = Ack<{ readonly id: string }>
export type SendAck = Ack<MessageSentAnswer>
export type EditAck = Ack<MessageEditedAnswer>
export type DeleteAck = Ack<MessageDeletedAnswer>

/** Why a client has to take a page and subscribe from its position. */
export type ResyncReason = 'gap-too-long' | 'other-generation' | 'position-ahead' | 'position-gone'

/** A part of a replay. The next comes after this one was acknowledged. `position`: everything up to here has been sent. */
export interface ReplayChunk {
  readonly id: string
  readonly events: readonly EventView[]
  readonly position: string
  readonly done: boolean
  /** The replay ended early; ask again from `position`. */
  readonly error?: ProblemDocument
}

export interface ClientToServer {
  subscribe(
    request: { readonly group: string; readonly after?: string },
    ack: (answer: SubscribeAck) => void,
  ): void
  unsubscribe(request: { readonly group: string }, ack?: (answer: UnsubscribeAck) => void): void
  replay(
    request: { readonly group: string; readonly from?: string; readonly to?: string },
    ack: (answer: ReplayAck) => void,
  ): void
  /** As `POST /messages/:group`; `key` is the Idempotency-Key. */
  send(
    request: {
      readonly group: string
      readonly key?: string
      readonly text: string
      readonly kind?: 'text' | 'action'
      readonly tags?: readonly string[]
      readonly replyTo?: string
    },
    ack: (answer: SendAck) => void,
  ): void
  /** As `PUT /messages/:group/:messageId`; `ifMatch` is the version that If-Match would carry. */
  edit(
    request: {
      readonly group: string
      readonly messageId: string
      readonly text: string
      readonly key?: string
      readonly ifMatch?: number
    },
    ack: (answer: EditAck) => void,
  ): void
  delete(
    request: {
      readonly group: string
      readonly messageId: string
      readonly key?: string
      readonly ifMatch?: number
    },
    ack: (answer: DeleteAck) => void,
  ): void
}

export interface ServerToClient {
  events(events: readonly EventView[]): void
  /** Every 30 s: where each subscribed group is now, so that a quiet group's cursor doesn't age. */
  positions(positions: Readonly<Record<string, string>>): void
  resync(message: { readonly group: string; readonly reason: ResyncReason }): void
  replay(chunk: ReplayChunk, ack: () => void): void
  /** Before the server ends the connection: why, and whether to come back. */
  system(message: {
    readonly code: string
    readonly detail: string
    readonly reconnect: boolean
    readonly delayMs?: number
  }): void
}
