export interface TokenClaims {
  readonly userId: string
  readonly username: string
  /** Milliseconds since the epoch. */
  readonly expiresAtMs?: number
}

/** What a JWT says of its owner; undefined for what is none. Nothing is checked here: that is the server's affair. */
export function readClaims(token: string): TokenClaims | undefined {
  const payload = token.split('.')[1]
  if (payload === undefined) return undefined
  try {
    const claims: unknown = JSON.parse(decodeBase64Url(payload))
    if (typeof claims !== 'object' || claims === null) return undefined
    if (!('sub' in claims) || typeof claims.sub !== 'string') return undefined
    const username =
      'username' in claims && typeof claims.username === 'string' ? claims.username : claims.sub
    const exp = 'exp' in claims && typeof claims.exp === 'number' ? { expiresAtMs: claims.exp * 1_000 } : {}
    return { userId: claims.sub, username, ...exp }
  } catch (error) {
    // atob's InvalidCharacterError, JSON's SyntaxError, TextDecoder's TypeError: all of them mean that it is no JWT.
    if (error instanceof Error) return undefined
    throw error
  }
}

function decodeBase64Url(text: string): string {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return new TextDecoder('utf-8', { fatal: true }).decode(
    Uint8Array.from(binary, (unit) => unit.charCodeAt(0)),
  )
}
