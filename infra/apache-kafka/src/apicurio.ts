import { randomUUID } from 'node:crypto'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { requireJava } from './java.js'
import type { Exit } from './java-process.js'
import { startJava, untilReady } from './java-process.js'
import { runMaven } from './maven.js'
import { requireFreePort } from './ports.js'

/** The newest whose ready-to-run archive is in Maven's repository. */
const version = '2.6.13.Final'
const readyTimeoutMs = 120_000

export interface Apicurio {
  /** Its Confluent API, as SCHEMA_REGISTRY_URL takes it. */
  readonly url: string
  readonly pid: number
  stop(): Promise<void>
  readonly exited: Promise<Exit>
}

/**
 * Starts Apicurio Registry on 127.0.0.1, for tests against a registry that isn't ours; it keeps nothing. The archive (142 MB)
 * is fetched once and unpacked below `cacheDir`. Errors as `startApacheKafka`.
 */
export async function startApicurio(options: {
  cacheDir: string
  port: number
  onLine?: (line: string) => void
}): Promise<Apicurio> {
  const java = await requireJava()
  await requireFreePort(options.port, 'Apicurio')
  const dir = await unpackOnce(options.cacheDir)
  const process = await startJava({
    command: java.command,
    args: [
      '-Xmx384m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-Dquarkus.http.host=127.0.0.1',
      `-Dquarkus.http.port=${options.port}`,
      '-jar',
      runnerJar(dir),
    ],
    cwd: dir,
    killAfterMs: 10_000,
    onLine: options.onLine,
  })
  const url = `http://127.0.0.1:${options.port}/apis/ccompat/v7`
  await untilReady('Apicurio', process, () => answers(`${url}/subjects`), readyTimeoutMs)
  return { url, pid: process.pid, stop: () => process.stop(), exited: process.exited }
}

function runnerJar(dir: string): string {
  return join(dir, `apicurio-registry-app-${version}-runner.jar`)
}

async function unpackOnce(cacheDir: string): Promise<string> {
  const dir = join(resolve(cacheDir), `apicurio-${version}`)
  if (await isThere(runnerJar(dir))) return dir
  const fresh = `${dir}.${randomUUID()}.tmp`
  await mkdir(fresh, { recursive: true })
  try {
    await runMaven('Apicurio Registry', [
      '-f',
      resolve(import.meta.dirname, '../pom.xml'),
      'dependency:unpack',
      `-Dartifact=io.apicurio:apicurio-registry-app:${version}:tar.gz:all`,
      `-DoutputDirectory=${fresh}`,
      `-Dtarget.dir=${join(fresh, '.maven')}`,
    ])
    if (!(await isThere(runnerJar(fresh)))) throw new Error('the archive of Apicurio holds no runner')
    await rm(dir, { recursive: true, force: true })
    await rename(fresh, dir)
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
  return dir
}

async function isThere(file: string): Promise<boolean> {
  const [result] = await Promise.allSettled([access(file)])
  return result.status === 'fulfilled'
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok
  } catch (error) {
    // Refused or reset while it starts (TypeError), or slow (TimeoutError).
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError'))
      return false
    throw error
  }
}
