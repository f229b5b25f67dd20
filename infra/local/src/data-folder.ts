import { access, constants, mkdir } from 'node:fs/promises'
import { UserError, errorCode } from './errors.js'
import { files } from './files.js'

/** Makes `.data/` where it isn't. Throws a UserError when it can't be written to. */
export async function ensureDataFolder(): Promise<void> {
  try {
    await mkdir(files.logs, { recursive: true })
    await access(files.folder, constants.W_OK)
    await access(files.logs, constants.W_OK)
  } catch (error) {
    const code = errorCode(error)
    if (code === undefined) throw error
    throw new UserError(
      `Can't write to ${files.folder} (${code}): change its owner, or clone to a folder of your own.`,
      {
        cause: error,
      },
    )
  }
}
