import { lstat, mkdir } from 'node:fs/promises'
import { UserError } from './errors.js'

/** Makes a folder where everyone may write (`/var/tmp`); one that somebody else has made there is not used. */
export async function ownFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 })
  const found = await lstat(folder)
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0)
    throw new UserError(
      `${folder} belongs to somebody else: delete it, or clone to a folder that is open to all.`,
    )
}
