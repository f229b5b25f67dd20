import { access, constants, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError, errorCode } from './errors.js'
import { files } from './files.js'
import { rotateLog } from './log-file.js'

/** Makes `.data/` where it isn't, and sets long logs aside. Throws a UserError when it can't be written to. */
export async function ensureDataFolder(): Promise<void> {
  try {
    await mkdir(files.logs, { recursive: true })
    await access(files.folder, constants.W_OK)
    await access(files.logs, constants.W_OK)
    const logs = (await readdir(files.logs)).filter((name) => name.endsWith('.log'))
    await Promise.all(logs.map((name) => rotateLog(join(files.logs, name))))
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
