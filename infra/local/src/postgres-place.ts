import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { errorCode } from './errors.js'
import { ownFolder } from './own-folder.js'
import { postgresBinaries } from './postgres-binaries.js'
import { type SystemUser, canEnter, postgresUser } from './postgres-user.js'

export interface PostgresPlace {
  /** Holds `bin`, `lib` and `share`. */
  readonly binaries: string
  readonly dataFolder: string
  /** Set when Postgres has to run as somebody else than we. */
  readonly user: SystemUser | undefined
}

/**
 * Where Postgres runs from. As root it runs as the user `postgres`, who may not get into a clone below root's home:
 * then data and binaries are in a folder below `/var/tmp` that is named after the clone, and the file
 * `DATA_FOLDER.location` says which.
 */
export async function choosePostgresPlace(dataFolder: string, project: string): Promise<PostgresPlace> {
  const user = await postgresUser()
  await mkdir(dirname(dataFolder), { recursive: true })
  const fallback = fallbackFolder(project)
  const reachable = user === undefined || (await canEnter(dirname(dataFolder), user))
  const binaries = await postgresBinaries(user, fallback)
  if (reachable) return { binaries, dataFolder, user }
  await ownFolder(fallback)
  const elsewhere = join(fallback, 'data')
  await writeFile(pointer(dataFolder), `${elsewhere}\n`)
  return { binaries, dataFolder: elsewhere, user }
}

/** Deletes the data wherever it is, and the copies that were made for it. */
export async function removePostgresData(dataFolder: string, project: string): Promise<void> {
  if (process.getuid?.() === 0) await rm(fallbackFolder(project), { recursive: true, force: true })
  await rm(dataFolder, { recursive: true, force: true })
  await rm(pointer(dataFolder), { force: true })
}

/** The folder that the data was put into for want of a reachable one; undefined when it is where it belongs. */
export async function locationOf(dataFolder: string): Promise<string | undefined> {
  try {
    return (await readFile(pointer(dataFolder), 'utf8')).trim()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

const pointer = (dataFolder: string) => `${dataFolder}.location`

function fallbackFolder(project: string): string {
  return join('/var/tmp', `hanashi-${createHash('sha256').update(project).digest('hex').slice(0, 16)}`)
}
