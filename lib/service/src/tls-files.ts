import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'

/**
 * Certificate and key of `TLS_CERT` and `TLS_KEY`; undefined when neither is set.
 * @throws Error naming the variable when one is missing, can't be read, or the two don't belong together
 */
export function readTlsFiles(
  certPath: string | undefined,
  keyPath: string | undefined,
): { readonly cert: Buffer; readonly key: Buffer } | undefined {
  if (certPath === undefined && keyPath === undefined) return undefined
  if (certPath === undefined || keyPath === undefined) {
    throw new Error(
      `${certPath === undefined ? 'TLS_CERT' : 'TLS_KEY'} is missing: HTTPS needs TLS_CERT and TLS_KEY`,
    )
  }
  const files = { cert: read('TLS_CERT', certPath), key: read('TLS_KEY', keyPath) }
  try {
    createSecureContext(files)
  } catch (cause) {
    throw new Error('TLS_CERT and TLS_KEY must be PEM files of a certificate and its key', { cause })
  }
  return files
}

function read(name: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new Error(`${name}: cannot read ${path}`, { cause })
  }
}
