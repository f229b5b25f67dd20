import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { promisify } from 'node:util'
import { UserError, errorText } from './errors.js'

const run = promisify(execFile)

export interface SystemUser {
  readonly uid: number
  readonly gid: number
}

/**
 * Whom Postgres has to run as: undefined for the user that we are, or the system user `postgres` when we are root,
 * as which Postgres refuses to run. That user is made if it isn't there.
 */
export async function postgresUser(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const known = await findUser('postgres')
  if (known !== undefined) return known
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/bin/false',
      'postgres',
    ])
  } catch (error) {
    throw new UserError(
      `Postgres doesn't run as root and making a system user "postgres" failed (${errorText(error)}): make one, or start as another user.`,
    )
  }
  const made = await findUser('postgres')
  if (made === undefined)
    throw new UserError('Make a system user "postgres", or start as another user than root.')
  return made
}

async function findUser(name: string): Promise<SystemUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 1) return undefined
    throw error
  }
}

/** Whether the user may enter the folder: every folder from the root down lets it pass. The folder must be there. */
export async function canEnter(folder: string, user: SystemUser): Promise<boolean> {
  const { mode, uid, gid } = await stat(folder)
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
  if ((mode & bit) === 0) return false
  const parent = dirname(resolve(folder))
  return parent === resolve(folder) || canEnter(parent, user)
}
