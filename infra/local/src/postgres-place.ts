import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { errorCode } from './errors.js'
import { ownFolder } from './own-folder.js'
import { postgresBinaries } from './postgres-binaries.js'
import { findProcesses } from './process-table.js'
import { type SystemUser, canEnter, postgresUser } from './postgres-user.js'

export interface PostgresPlace {
  /** Holds `bin`, `lib` and `share`. */
  readonly binaries: string
  readonly dataFolder: string
  /** Set when Postgres has to run as somebody else than we. */
  readonly user: SystemUser | undefined
}

/**
 * Where Postgres runs from. As root it runs as the user `postgres`, who may not get into a clone below root's home. Data
 * that it can't reach is then in a folder below `/var/tmp` named after `dataFolder`, and the file `DATA_FOLDER.location`
 * says which, for good; binaries that it can't reach are copied to one named after the project.
 */
export async function choosePostgresPlace(dataFolder: string, project: string): Promise<PostgresPlace> {
  const user = await postgresUser()
  await mkdir(dirname(dataFolder), { recursive: true })
  const binaries = await postgresBinaries(user, fallbackFolder(project))
  const chosen = await locationOf(dataFolder)
  if (chosen !== undefined) return { binaries, dataFolder: chosen, user }
  if (user === undefined || (await canEnter(dirname(dataFolder), user))) return { binaries, dataFolder, user }
  const fallback = fallbackFolder(dataFolder)
  await ownFolder(fallback)
  const elsewhere = join(fallback, 'data')
  await writeFile(pointer(dataFolder), `${elsewhere}\n`)
  return { binaries, dataFolder: elsewhere, user }
}

/** Deletes the data wherever it is, and the copy of the binaries unless something runs from it. */
export async function removePostgresData(dataFolder: string, project: string): Promise<void> {
  const folders = [dataFolder, pointer(dataFolder)]
  if (process.getuid?.() === 0) {
    folders.push(fallbackFolder(dataFolder))
    const copy = fallbackFolder(project)
    if ((await findProcesses([copy])).length === 0) folders.push(copy)
  }
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
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

function fallbackFolder(of: string): string {
  return join('/var/tmp', `hanashi-${createHash('sha256').update(of).digest('hex').slice(0, 16)}`)
}
