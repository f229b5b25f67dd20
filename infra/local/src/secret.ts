import { randomBytes } from 'node:crypto'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { UserError, errorCode } from './errors.js'

/** A secret of 256 bits, made the first time and kept in a file that only its owner can read. */
export async function ensureSecret(path: string): Promise<string> {
  try {
    await writeFile(path, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }
  await chmod(path, 0o600)
  const secret = (await readFile(path, 'utf8')).trim()
  if (secret.length < 32)
    throw new UserError(`${path} holds less than 32 characters: delete it, a new one is made.`)
  return secret
}
