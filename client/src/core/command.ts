import type { SendMessageBody } from '@hanashi/schemas/http'
import type { Failure } from './failure.js'

interface CommandHead {
  /** A UUID; the server does the same command with the same key once, however often it comes. */
  readonly key: string
  readonly group: string
  readonly messageId: string
  /** Who gave it, where that was known; nobody else's token sends it. */
  readonly userId?: string
  readonly username?: string
  readonly madeAtMs: number
}

/** What a person asked for. Plain data, kept in the storage until the log has it or it is discarded. */
export type Command =
  | (CommandHead & { readonly kind: 'send'; readonly body: SendMessageBody })
  | (CommandHead & { readonly kind: 'edit'; readonly text: string; readonly ifMatch?: number })
  | (CommandHead & { readonly kind: 'delete'; readonly ifMatch?: number })

/** What the log made of a command. */
export interface Confirmation {
  readonly position: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly version: number | undefined
}

/** A command and how far it is. */
export type Entry = { readonly command: Command } & (
  | { readonly state: 'pending' }
  | { readonly state: 'confirmed'; readonly confirmation: Confirmation }
  | { readonly state: 'failed'; readonly failure: Failure }
)

/** What the storage keeps: with the failure it is shown again after a reload, and not sent. */
export interface StoredCommand {
  readonly command: Command
  readonly failure?: Failure
}
