import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ImportError } from './import-error.js'

export interface Config {
  readonly commandApiUrl: string
  /** Signs the importer's tokens. */
  readonly jwtSecret: string
}

/** Where `npm start` keeps the secret that it made. */
const localSecret = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '.data', 'jwt-secret')

/** Reads COMMAND_API_URL and JWT_SECRET; without the latter the secret of the local stack is taken. */
export async function readConfig(
  env: NodeJS.ProcessEnv = process.env,
  secretFile = localSecret,
): Promise<Config> {
  const url = env['COMMAND_API_URL'] ?? 'http://127.0.0.1:8001'
  if (!/^https?:$/.test(protocolOf(url))) {
    throw new ImportError('COMMAND_API_URL must be an http or https address')
  }
  return {
    commandApiUrl: url.replace(/\/+$/, ''),
    jwtSecret: env['JWT_SECRET'] ?? (await readSecret(secretFile)),
  }
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : ''
}

async function readSecret(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new ImportError(
        'JWT_SECRET is not set, and there is no local stack here yet: npm start makes one',
      )
    }
    throw error
  }
}
