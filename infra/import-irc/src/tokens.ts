import { parseUserId } from '@hanashi/schemas/ids'
import { signToken } from '@hanashi/identity/sign'
import { ImportError } from './import-error.js'

const ttlMs = 5 * 60_000
const anonymous = '00000000-0000-8000-8000-000000000000'

export interface Tokens {
  /** A token with the scope `import` that holds for five minutes more or less; signed anew before it ends. */
  readonly token: () => string
  /** Whose tokens the following ones are. */
  readonly speakAs: (userId: string) => void
}

/** @throws ImportError when the secret is too short */
export function createTokens(secret: string): Tokens {
  let userId = anonymous
  let signed: { token: string; atMs: number } | undefined
  return {
    token: () => {
      const nowMs = Date.now()
      if (signed === undefined || nowMs - signed.atMs > ttlMs / 2) {
        signed = { token: sign(userId, secret, nowMs), atMs: nowMs }
      }
      return signed.token
    },
    speakAs: (id) => {
      userId = id
      signed = undefined
    },
  }
}

function sign(id: string, secret: string, nowMs: number): string {
  const userId = parseUserId(id)
  if (!userId.ok) throw new Error(userId.reason)
  try {
    return signToken(
      { userId: userId.value, username: 'irc-importer', scopes: ['import'], ttlMs },
      secret,
      nowMs,
    )
  } catch (error) {
    if (error instanceof RangeError) throw new ImportError(error.message, { cause: error })
    throw error
  }
}
