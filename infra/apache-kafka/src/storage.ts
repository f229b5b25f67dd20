import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './run.js'
import { SetupError, errorCode } from './setup-error.js'

/** Throws a SetupError when `dir` can't be made or written to. */
export async function requireWritable(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true })
    const probe = join(dir, '.writable')
    await writeFile(probe, '')
    await rm(probe, { force: true })
  } catch (error) {
    throw new SetupError(
      `can't write to ${dir} (${errorCode(error) ?? String(error)}): choose another folder`,
      {
        cause: error,
      },
    )
  }
}

/** The id kept in `dir/cluster-id`, made at the first call: 128 random bits as Kafka writes them, never with `-` first. */
export async function clusterId(dir: string): Promise<string> {
  const file = join(dir, 'cluster-id')
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  }
  let id: string
  do id = randomBytes(16).toString('base64url')
  while (id.startsWith('-'))
  await writeFile(file, `${id}\n`)
  return id
}

/** Formats the log directory for KRaft where that hasn't been done; what is there stays. */
export async function formatStorage(options: {
  java: readonly [command: string, ...args: string[]]
  propertiesFile: string
  logDir: string
  clusterId: string
}): Promise<void> {
  if (await isThere(join(options.logDir, 'meta.properties'))) return
  const [command, ...args] = options.java
  const format = ['kafka.tools.StorageTool', 'format', '--ignore-formatted', '-t', options.clusterId, '-c']
  const { code, stdout, stderr } = await run(command, [...args, ...format, options.propertiesFile], {
    timeoutMs: 120_000,
  })
  if (code !== 0) throw new Error(`Kafka's storage could not be formatted (code ${code}): ${stdout}${stderr}`)
}

async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}
