import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from './errors.js'
import { processIdentity } from './identity.js'

export interface LockHolder {
  readonly pid: number
  /** See `processIdentity`: a later process with the same pid isn't the holder. */
  readonly identity: string
}

export type LockResult =
  | { readonly status: 'acquired'; readonly release: () => Promise<void> }
  | { readonly status: 'held'; readonly holder: LockHolder }

/**
 * Takes the lock that a folder stands for. A lock whose process is gone, however it went, is taken over; of several
 * that try at the same time one gets it. Release it at the end, though nothing breaks if that doesn't happen.
 *
 * The folder holds numbered files, and the highest number has the lock. Who finds that one's process gone makes the
 * next number, which only one can; who then finds a still higher one had looked at an old state, and looks again. A
 * released lock keeps its number, for numbers that came back would undo this.
 */
export async function acquireLock(folder: string): Promise<LockResult> {
  const mine: LockHolder = { pid: process.pid, identity: (await processIdentity(process.pid)) ?? '' }
  await mkdir(folder, { recursive: true })
  const draft = join(folder, `draft-${randomBytes(6).toString('hex')}`)
  await writeFile(draft, JSON.stringify(mine))
  try {
    for (;;) {
      const last = (await numbers(folder)).at(-1) ?? 0
      const holder = await livingHolder(join(folder, String(last)))
      if (holder !== undefined) return { status: 'held', holder }
      const own = join(folder, String(last + 1))
      if (!(await tryLink(draft, own))) continue
      if ((await numbers(folder)).at(-1) === last + 1) {
        await removeBelow(folder, last + 1)
        return { status: 'acquired', release: () => writeFile(own, '') }
      }
      await rm(own, { force: true })
    }
  } finally {
    await rm(draft, { force: true })
  }
}

/** The living process that holds the lock, if there is one. */
export async function lockHolder(folder: string): Promise<LockHolder | undefined> {
  const last = (await numbers(folder)).at(-1)
  return last === undefined ? undefined : livingHolder(join(folder, String(last)))
}

/** Ascending. */
async function numbers(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  })
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .toSorted((a, b) => a - b)
}

/** A hard link appears with its whole content or not at all, and never replaces one that is there. */
async function tryLink(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

async function removeBelow(folder: string, number: number): Promise<void> {
  const lower = (await numbers(folder)).filter((one) => one < number)
  await Promise.all(lower.map((one) => rm(join(folder, String(one)), { force: true })))
}

async function livingHolder(path: string): Promise<LockHolder | undefined> {
  const text = await readIfThere(path)
  const holder = text === undefined ? undefined : parseHolder(text)
  if (holder === undefined) return undefined
  return (await processIdentity(holder.pid)) === holder.identity ? holder : undefined
}

function parseHolder(text: string): LockHolder | undefined {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || !('pid' in value) || !('identity' in value))
    return undefined
  const { pid, identity } = value
  return typeof pid === 'number' && typeof identity === 'string' ? { pid, identity } : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
