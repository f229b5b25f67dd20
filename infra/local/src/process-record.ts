import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { endAll } from './end-processes.js'
import { errorCode } from './errors.js'
import type { Guard, Guarded } from './guard.js'
import { isAlive, processIdentity } from './identity.js'
import { waitUntil } from './wait.js'

/** Every process that a start has begun, for the next start to end should the guard have been killed as well. */
export interface ProcessRecord {
  readonly guard: Recorded
  readonly processes: readonly (Guarded & Recorded)[]
}

interface Recorded {
  readonly pid: number
  readonly identity: string
}

/** The same guard, but what it watches is also written to `path`. */
export function recordingGuard(guard: Guard, path: string): Guard {
  const watched = new Map<number, Guarded & Recorded>()
  const guardIdentity = processIdentity(guard.pid)
  let writing: Promise<void> = Promise.resolve()
  const write = () => {
    writing = writing.then(async () => {
      const own = { pid: guard.pid, identity: (await guardIdentity) ?? '' }
      const record: ProcessRecord = { guard: own, processes: [...watched.values()] }
      await writeFile(`${path}.new`, JSON.stringify(record))
      await rename(`${path}.new`, path)
    })
  }
  const watch = (guarded: Guarded) => {
    guard.watch(guarded)
    writing = writing.then(async () => {
      const identity = await processIdentity(guarded.pid)
      if (identity !== undefined) watched.set(guarded.pid, { ...guarded, identity })
    })
    write()
  }
  const forget = (pid: number) => {
    guard.forget(pid)
    writing = writing.then(() => void watched.delete(pid))
    write()
  }
  const close = async () => {
    await guard.close()
    await writing
    await rm(path, { force: true })
  }
  return { ...guard, watch, forget, close }
}

/**
 * Ends what an earlier start left running: waits for its guard, which may still be at it, then ends what is left.
 * Answers the names of what had to be ended here.
 */
export async function endLeftovers(path: string, onWait: () => void): Promise<string[]> {
  const record = await readRecord(path)
  if (record === undefined) return []
  if (await isStillThere(record.guard)) {
    onWait()
    await waitUntil(() => !isAlive(record.guard.pid), { timeoutMs: 90_000 })
  }
  const there = await Promise.all(record.processes.map(isStillThere))
  const left = record.processes.filter((_, index) => there[index] === true)
  await endAll(left)
  await rm(path, { force: true })
  return left.map(({ name, pid }) => `${name} (pid ${pid})`)
}

async function isStillThere({ pid, identity }: Recorded): Promise<boolean> {
  return (await processIdentity(pid)) === identity
}

/** Undefined where there is none. The file is replaced as a whole, and nobody else writes it. */
async function readRecord(path: string): Promise<ProcessRecord | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ProcessRecord
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined
    throw error
  }
}
