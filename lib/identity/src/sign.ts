import { createSecretKey } from 'node:crypto'
import jsonwebtoken from 'jsonwebtoken'
import type { UserId } from '@hanashi/schemas/ids'
import type { Scope } from './identity.js'

export const defaultTtlMs = 7 * 24 * 60 * 60 * 1000

export interface TokenSubject {
  readonly userId: UserId
  readonly username: string
  readonly scopes?: Iterable<Scope>
  /** How long the token holds, in milliseconds; 7 days unless told. Rounded up to whole seconds. */
  readonly ttlMs?: number
}

/**
 * An HS256 token that any process with the same secret accepts.
 * @param secret at least 32 bytes, as `JWT_SECRET`
 * @param nowMs milliseconds since the epoch
 */
export function signToken(subject: TokenSubject, secret: string, nowMs: number): string {
  const iat = Math.floor(nowMs / 1000)
  const scope = [...(subject.scopes ?? [])]
  const payload = {
    sub: subject.userId,
    username: subject.username,
    ...(scope.length > 0 ? { scope } : {}),
    iat,
    exp: iat + Math.ceil((subject.ttlMs ?? defaultTtlMs) / 1000),
  }
  return jsonwebtoken.sign(payload, secretKey(secret), { algorithm: 'HS256' })
}

export const minSecretBytes = 32

/** @throws RangeError when the secret is shorter than HS256 needs (RFC 7518 §3.2) */
export function secretKey(secret: string) {
  const bytes = Buffer.from(secret, 'utf8')
  if (bytes.length < minSecretBytes) {
    throw new RangeError(`JWT_SECRET must have at least ${minSecretBytes} bytes; it has ${bytes.length}`)
  }
  return createSecretKey(bytes)
}
