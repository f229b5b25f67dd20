import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { type Child, describeExit, startChild, stopChild } from './child.js'
import { postgresEnvironment } from './config.js'
import { UserError, errorCode } from './errors.js'
import { tailOf } from './log-file.js'
import type { PostgresPlace } from './postgres-place.js'
import { isAlive } from './identity.js'
import { waitUntil } from './wait.js'

/** The superuser of a cluster that we make. */
export const superuser = 'postgres'

export interface PostgresOptions {
  readonly place: PostgresPlace
  readonly port: number
  readonly password: string
  readonly logFile: string
  /** Postgres settings such as `{ fsync: 'off' }`. */
  readonly settings?: Readonly<Record<string, string>>
  /** Called for every process that is started, before it is waited for. */
  readonly onProcess?: (child: Child) => void
}

export interface Postgres {
  readonly pid: number
  readonly exited: Child['exited']
  /** Connection string of the superuser for a database. */
  readonly url: (database: string) => string
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  readonly stop: () => Promise<void>
}

/**
 * Starts Postgres on 127.0.0.1, making its data first where there is none (UTF-8, C.UTF-8). Fulfilled when it
 * accepts connections; an interrupted first start leaves nothing that a second one would trip over.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { place, port, password, logFile, settings = {}, onProcess } = options
  if (!(await isMade(place.dataFolder))) await makeCluster(options)
  const set = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '300',
    ...settings,
  }
  const child = await startChild({
    command: join(place.binaries, 'bin', 'postgres'),
    args: [
      '-D',
      place.dataFolder,
      '-p',
      String(port),
      ...Object.entries(set).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    env: postgresEnvironment(),
    cwd: place.dataFolder,
    user: place.user,
    output: logFile,
  })
  onProcess?.(child)
  const pidFile = join(place.dataFolder, 'postmaster.pid')
  const isReady = async () => (await readIfThere(pidFile))?.split('\n')[7]?.trim() === 'ready'
  const ready = await waitUntil(async () => child.exit() !== undefined || (await isReady()), {
    timeoutMs: 60_000,
  })
  const exit = child.exit()
  if (!ready || exit !== undefined) {
    child.kill('SIGQUIT')
    const why = exit ? `ended with ${describeExit(exit)}` : 'gave no answer for 60 s'
    throw new UserError(`Postgres ${why}: ${(await tailOf(logFile, 3)).join(' | ')} (${logFile})`)
  }
  const url = (database: string) => postgresUrl({ user: superuser, password, port, database })
  const stop = () => stopChild(child, { signal: 'SIGINT', graceMs: 30_000 })
  return { pid: child.pid, exited: child.exited, url, stop }
}

export function postgresUrl(of: { user: string; password: string; port: number; database: string }): string {
  return `postgres://${of.user}:${encodeURIComponent(of.password)}@127.0.0.1:${of.port}/${of.database}`
}

/** The pid of a Postgres that runs on this data, one that somebody left behind for example. */
export async function runningPostgres(dataFolder: string): Promise<number | undefined> {
  const pid = Number((await readIfThere(join(dataFolder, 'postmaster.pid')))?.split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined
  const command = await readIfThere(`/proc/${pid}/cmdline`)
  return command === undefined || command.includes(dataFolder) ? pid : undefined
}

/** Creates the database when it isn't there. Concurrent calls for one name may fail; different names never do. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client(adminUrl)
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (rowCount === 0) {
      const quoted = client.escapeIdentifier(name)
      await client.query(`create database ${quoted} template template0 encoding 'UTF8' locale 'C.UTF-8'`)
    }
  } finally {
    await client.end()
  }
}

async function isMade(dataFolder: string): Promise<boolean> {
  return (await readIfThere(join(dataFolder, 'PG_VERSION'))) !== undefined
}

async function makeCluster({ place, password, logFile, onProcess }: PostgresOptions): Promise<void> {
  const unfinished = `${place.dataFolder}.unfinished`
  const passwordFile = `${unfinished}.password`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(dirname(unfinished), { recursive: true })
  await mkdir(unfinished, { mode: 0o700 })
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  if (place.user) {
    await chown(unfinished, place.user.uid, place.user.gid)
    await chown(passwordFile, place.user.uid, place.user.gid)
  }
  try {
    const child = await startChild({
      command: join(place.binaries, 'bin', 'initdb'),
      args: [
        `--pgdata=${unfinished}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C.UTF-8',
        '--no-instructions',
        '--no-sync',
      ],
      env: postgresEnvironment(),
      cwd: unfinished,
      user: place.user,
      output: logFile,
    })
    onProcess?.(child)
    const exit = await child.exited
    if (exit.code !== 0) {
      const tail = (await tailOf(logFile, 3)).join(' | ')
      throw new UserError(`Making the Postgres data failed with ${describeExit(exit)}: ${tail} (${logFile})`)
    }
  } finally {
    await rm(passwordFile, { force: true })
  }
  await chmod(unfinished, 0o700)
  await rename(unfinished, place.dataFolder)
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
