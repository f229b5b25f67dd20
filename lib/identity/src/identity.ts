import type { UserId } from '@hanashi/schemas/ids'

export const scopes = ['ops', 'import', 'service'] as const
export type Scope = (typeof scopes)[number]

/** Who a verified token speaks for. */
export interface Identity {
  readonly userId: UserId
  /** The name as it was when the token was signed. */
  readonly username: string
  readonly scopes: ReadonlySet<Scope>
  /** When the token ends, in milliseconds since the epoch; sockets end with it. */
  readonly expiresAt: number
}

export function isScope(input: unknown): input is Scope {
  return scopes.some((scope) => scope === input)
}
