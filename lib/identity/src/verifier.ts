import type { KeyObject } from 'node:crypto'
import jsonwebtoken from 'jsonwebtoken'
import { parseClaims } from './claims.js'
import type { Identity } from './identity.js'
import { readKeySetFile, type PublicKeyAlgorithm, type PublicKeys } from './key-set.js'
import { RemoteKeySet } from './remote-key-set.js'
import { secretKey } from './sign.js'
import { TokenError } from './token-error.js'

export type VerifierOptions =
  | { readonly algorithm: 'HS256'; readonly secret: string }
  /** `jwks` is the path of a JWK Set, or its http(s) address. */
  | { readonly algorithm: PublicKeyAlgorithm; readonly jwks: string }

export interface Verifier {
  /**
   * The identity of a token signed with the configured algorithm and key, whose time has come and isn't over.
   * @throws TokenError `invalid-token` or `token-expired`; `upstream-unavailable` when there are no keys to check it with
   */
  verify(token: string): Promise<Identity>
}

export const maxTokenBytes = 8 * 1024
/** How far the clocks of issuer and reader may be apart. */
export const clockToleranceMs = 5_000

/**
 * The algorithm is pinned here and never read from the token.
 * @throws RangeError for a short secret, Error for a key set file that can't be used
 */
export function createVerifier(options: VerifierOptions, now: () => number = Date.now): Verifier {
  const keyOf = keyLookup(options)
  return {
    async verify(token) {
      if (token.length > maxTokenBytes) throw new TokenError('invalid-token')
      const key = await keyOf(token)
      return parseClaims(checkSignature(token, key, options.algorithm, now()))
    },
  }
}

function checkSignature(
  token: string,
  key: KeyObject,
  algorithm: VerifierOptions['algorithm'],
  nowMs: number,
) {
  try {
    return jsonwebtoken.verify(token, key, {
      algorithms: [algorithm],
      clockTimestamp: nowMs / 1000,
      clockTolerance: clockToleranceMs / 1000,
    })
  } catch (error) {
    throw new TokenError(
      error instanceof jsonwebtoken.TokenExpiredError ? 'token-expired' : 'invalid-token',
      {
        cause: error,
      },
    )
  }
}

function keyLookup(options: VerifierOptions): (token: string) => Promise<KeyObject> | KeyObject {
  if (options.algorithm === 'HS256') {
    const key = secretKey(options.secret)
    return () => key
  }
  if (!/^https?:/.test(options.jwks)) {
    const keys = readKeySetFile(options.jwks, options.algorithm)
    return (token) => pick(keys, kidOf(token))
  }
  const remote = new RemoteKeySet({ url: new URL(options.jwks), algorithm: options.algorithm })
  return async (token) => {
    const kid = kidOf(token)
    let keys: PublicKeys
    try {
      keys = await remote.keysFor(kid)
    } catch (cause) {
      throw new TokenError('upstream-unavailable', { cause })
    }
    return pick(keys, kid)
  }
}

/** A token without `kid` is checked with the only key there is. */
function pick(keys: PublicKeys, kid: string): KeyObject {
  const key = keys.get(kid) ?? (kid === '' && keys.size === 1 ? keys.values().next().value : undefined)
  if (key === undefined) throw new TokenError('invalid-token', { cause: new Error('no such key') })
  return key
}

function kidOf(token: string): string {
  try {
    const header: unknown = JSON.parse(
      Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString('utf8'),
    )
    if (typeof header === 'object' && header !== null && 'kid' in header && typeof header.kid === 'string') {
      return header.kid
    }
    return ''
  } catch (cause) {
    throw new TokenError('invalid-token', { cause })
  }
}
