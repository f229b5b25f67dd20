import { parseUserId } from '@hanashi/schemas/ids'
import { isScope, type Identity } from './identity.js'
import { TokenError } from './token-error.js'

const maxUsernameLength = 64
/** The last second that a JavaScript date can hold. */
const maxNumericDate = 8_640_000_000_000

/**
 * Claims of a token whose signature holds. Scopes are a list, or one string with blanks between (RFC 8693 §4.2);
 * those of other systems are passed over.
 * @throws TokenError `invalid-token` when a claim is missing or of another type
 */
export function parseClaims(payload: unknown): Identity {
  if (typeof payload !== 'object' || payload === null) throw wrong('payload')
  const claims: { sub?: unknown; username?: unknown; scope?: unknown; exp?: unknown; iat?: unknown } = payload
  const userId = parseUserId(claims.sub)
  if (!userId.ok) throw wrong('sub')
  const { username, exp, iat } = claims
  if (typeof username !== 'string' || username === '' || username.length > maxUsernameLength)
    throw wrong('username')
  if (!isNumericDate(exp)) throw wrong('exp')
  if (iat !== undefined && !isNumericDate(iat)) throw wrong('iat')
  return {
    userId: userId.value,
    username,
    scopes: new Set(scopeList(claims.scope).filter(isScope)),
    expiresAt: Math.floor(exp * 1000),
  }
}

function scopeList(scope: unknown): readonly unknown[] {
  if (scope === undefined) return []
  if (typeof scope === 'string') return scope.split(' ')
  if (Array.isArray(scope) && scope.every((entry) => typeof entry === 'string')) return scope
  throw wrong('scope')
}

function isNumericDate(input: unknown): input is number {
  return typeof input === 'number' && input >= 0 && input <= maxNumericDate
}

function wrong(claim: string): TokenError {
  return new TokenError('invalid-token', { cause: new Error(`claim ${claim} is missing or of another type`) })
}
