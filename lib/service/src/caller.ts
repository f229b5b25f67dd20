import type { IncomingMessage } from 'node:http'
import type { UserId } from '@hanashi/schemas/ids'

export type Scope = 'ops' | 'import' | 'service'

/** Who a request speaks for; what `verify` of `@hanashi/identity` answers is one. */
export interface Caller {
  readonly userId: UserId
  readonly username: string
  readonly scopes: ReadonlySet<Scope>
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** Finds the caller, or throws an Error with a `problemCode`. */
export type Authenticate = (request: IncomingMessage) => Promise<Caller>
