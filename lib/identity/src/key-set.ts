import { createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'

export type PublicKeyAlgorithm = 'RS256' | 'ES256'

/** Public keys by `kid`; a key without one is found under the empty string. */
export type PublicKeys = ReadonlyMap<string, KeyObject>

/** The signing keys of a JWK Set (RFC 7517) that fit the algorithm. At most 100 are read. */
export function parseKeySet(json: string, algorithm: PublicKeyAlgorithm): PublicKeys {
  const document: unknown = JSON.parse(json)
  if (
    typeof document !== 'object' ||
    document === null ||
    !('keys' in document) ||
    !Array.isArray(document.keys)
  ) {
    throw new TypeError('a JWK Set is an object with a list "keys"')
  }
  const entries: readonly unknown[] = document.keys.slice(0, maxKeys)
  const keys = new Map<string, KeyObject>()
  for (const entry of entries) {
    if (!isJwk(entry) || !fits(entry, algorithm)) continue
    keys.set(
      typeof entry['kid'] === 'string' ? entry['kid'] : '',
      createPublicKey({ key: entry, format: 'jwk' }),
    )
  }
  if (keys.size === 0) throw new TypeError(`the JWK Set has no public key for ${algorithm}`)
  return keys
}

export function readKeySetFile(path: string, algorithm: PublicKeyAlgorithm): PublicKeys {
  return parseKeySet(readFileSync(path, 'utf8'), algorithm)
}

const maxKeys = 100

type Jwk = Record<string, unknown>

function isJwk(input: unknown): input is Jwk {
  return typeof input === 'object' && input !== null && 'kty' in input
}

function fits(jwk: Jwk, algorithm: PublicKeyAlgorithm): boolean {
  if (jwk['use'] !== undefined && jwk['use'] !== 'sig') return false
  if (jwk['alg'] !== undefined && jwk['alg'] !== algorithm) return false
  return algorithm === 'RS256' ? jwk['kty'] === 'RSA' : jwk['kty'] === 'EC' && jwk['crv'] === 'P-256'
}
