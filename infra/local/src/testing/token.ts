import { createHmac } from 'node:crypto'

export interface TestSubject {
  readonly userId: string
  readonly username: string
  readonly scopes?: readonly string[]
  /** May be negative, for a token that has ended. An hour by default. */
  readonly ttlMs?: number
}

/** An HS256 token made as any script that shares the secret could make one. */
export function testToken(
  secret: string,
  { userId, username, scopes = [], ttlMs = 3_600_000 }: TestSubject,
): string {
  const nowS = Math.floor(Date.now() / 1000)
  const claims = { sub: userId, username, scope: scopes, iat: nowS, exp: nowS + Math.ceil(ttlMs / 1000) }
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const unsigned = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`
}
