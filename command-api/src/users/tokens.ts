import { defaultTtlMs, signToken } from '@hanashi/identity/sign'
import type { Scope } from '@hanashi/identity/identity'
import type { UserId } from '@hanashi/schemas/ids'

export interface Token {
  readonly token: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** Undefined where tokens are made by somebody else. */
export type MakeToken = (
  user: { readonly userId: UserId; readonly username: string; readonly scopes?: Iterable<Scope> },
  nowMs: number,
) => Token | undefined

/** Tokens of 7 days, signed with the shared secret. */
export function tokenMaker(secret: string | undefined): MakeToken {
  if (secret === undefined) return () => undefined
  return (user, nowMs) => ({
    token: signToken(user, secret, nowMs),
    expiresAt: Math.floor(nowMs / 1000) * 1000 + defaultTtlMs,
  })
}
