import { minSecretBytes } from '@hanashi/identity/sign'
import { accepted, refused, type Parsed } from '@hanashi/schemas/brand'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Config {
  readonly secret: string
  readonly queryApiUrl: string
}

const localSecretFile = join(fileURLToPath(new URL('../../..', import.meta.url)), '.data', 'jwt-secret')

/** `JWT_SECRET`, else what the local stack made for itself; `QUERY_API_URL`, else the local stack's. */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  secretFile = localSecretFile,
): Parsed<Config> {
  const secret = nonEmpty(env['JWT_SECRET']) ?? readSecret(secretFile)
  if (secret === undefined)
    return refused('no secret: set JWT_SECRET, or start the local stack once with npm start')
  if (Buffer.byteLength(secret) < minSecretBytes)
    return refused(`JWT_SECRET must have at least ${minSecretBytes} bytes`)
  const queryApiUrl = nonEmpty(env['QUERY_API_URL']) ?? 'http://127.0.0.1:8002'
  if (!URL.canParse(queryApiUrl))
    return refused('QUERY_API_URL must be an address such as http://127.0.0.1:8002')
  return accepted({ secret, queryApiUrl: queryApiUrl.replace(/\/+$/, '') })
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

function readSecret(path: string): string | undefined {
  try {
    return nonEmpty(readFileSync(path, 'utf8').trim())
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
