/** Milliseconds since the run began, on one clock for all clients. */
export interface At {
  readonly at: number
}

export type CommandKind = 'send' | 'edit' | 'delete' | 'user'

/** A client decides to give a command. Its attempts all carry the same key and body. */
export interface CommandEntry extends At {
  readonly e: 'command'
  /** Unique in the run. */
  readonly command: string
  readonly kind: CommandKind
  readonly key: string
  /** userId of the token; empty for `user`. */
  readonly actor: string
  /** Empty for `user`. */
  readonly group: string
  /** Of edits and deletes. */
  readonly messageId?: string
  readonly text?: string
  readonly username?: string
  /** `repeat`: of a command that was acknowledged; `other-body`, `other-actor`: the key of one, for something else. */
  readonly of?: { readonly command: string; readonly how: 'repeat' | 'other-body' | 'other-actor' }
}

export interface AttemptEntry extends At {
  readonly e: 'attempt'
  readonly command: string
  readonly attempt: number
  readonly to: string
}

/** What an attempt got. No `status`: there was no answer. */
export interface AnswerEntry extends At {
  readonly e: 'answer'
  readonly command: string
  readonly attempt: number
  readonly status?: number
  readonly code?: string
  readonly body?: Readonly<Record<string, unknown>>
}

export interface SeenEvent {
  readonly type: string
  readonly group: string
  readonly position: string
  readonly eventId: string
  readonly occurredAt: string
  readonly actor: { readonly userId: string; readonly username: string }
  readonly messageId: string
  readonly version: number
  readonly text?: string
  readonly redacted?: true
}

/** A subscription is asked for on connection number `connection`. */
export interface SubscribeEntry extends At {
  readonly e: 'subscribe'
  readonly connection: number
  readonly group: string
  readonly after?: string
  /** The client forgot what it had, or was told to: the sequence begins anew. */
  readonly anew: boolean
}

export interface SubscribedEntry extends At {
  readonly e: 'subscribed'
  readonly connection: number
  readonly group: string
  readonly position?: string
  readonly code?: string
}

export interface EventsEntry extends At {
  readonly e: 'events'
  readonly connection: number
  readonly events: readonly SeenEvent[]
}

export interface ResyncEntry extends At {
  readonly e: 'resync'
  readonly connection: number
  readonly group: string
  readonly reason: string
}

export interface ConnectionEntry extends At {
  readonly e: 'connected' | 'disconnected'
  readonly connection: number
  readonly to: string
  readonly why?: string
}

/** The client has waited for everything: nothing that it follows may be missing. */
export interface CompleteEntry extends At {
  readonly e: 'complete'
  readonly groups: readonly string[]
}

export interface SeenMessage {
  readonly messageId: string
  readonly group: string
  readonly author: { readonly userId: string; readonly username: string }
  readonly text?: string
  readonly version: number
  readonly position: string
  readonly sentAt: string
  readonly editedAt?: string
  readonly deletedAt?: string
}

export interface PageEntry extends At {
  readonly e: 'page'
  readonly askedAt: number
  readonly to: string
  readonly group: string
  readonly limit: number
  readonly minPosition?: string
  /** The first message of the page that this one comes before. */
  readonly beforeMessage?: string
  readonly position: string
  readonly messages: readonly SeenMessage[]
}

export interface HistoryEntry extends At {
  readonly e: 'history'
  readonly askedAt: number
  readonly to: string
  readonly group: string
  readonly messageId: string
  readonly minPosition?: string
  readonly position: string
  readonly deleted: boolean
  readonly versions: readonly {
    readonly version: number
    readonly text?: string
    readonly editedAt: string
  }[]
}

export interface ReplayEntry extends At {
  readonly e: 'replay'
  readonly askedAt: number
  readonly to: string
  readonly group: string
  /** Without: from the beginning. */
  readonly from?: string
  /** Everything up to here has come. */
  readonly upTo: string
  readonly events: readonly SeenEvent[]
}

/** A question that had no good answer. A status that no client should see is a violation. */
export interface FailedEntry extends At {
  readonly e: 'failed'
  readonly what: string
  readonly to: string
  readonly status?: number
  readonly code?: string
}

export interface FaultEntry extends At {
  readonly e: 'fault'
  readonly number: number
  readonly kind: string
  readonly target: string
  readonly phase: 'begun' | 'healed'
  readonly note?: string
}

/** Something that the run itself noticed. */
export interface TroubleEntry extends At {
  readonly e: 'trouble'
  readonly what: 'died' | 'not-healed' | 'not-answered'
  readonly detail: string
}

export type Entry =
  | CommandEntry
  | AttemptEntry
  | AnswerEntry
  | SubscribeEntry
  | SubscribedEntry
  | EventsEntry
  | ResyncEntry
  | ConnectionEntry
  | CompleteEntry
  | PageEntry
  | HistoryEntry
  | ReplayEntry
  | FailedEntry
  | FaultEntry
  | TroubleEntry
