import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
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
 * Takes the lock file for this process. A lock whose process is gone, however it went, is taken over; of several that
 * try at the same time one gets it. Release it at the end, though nothing breaks if that doesn't happen.
 */
export async function acquireLock(path: string): Promise<LockResult> {
  const mine: LockHolder = { pid: process.pid, identity: (await processIdentity(process.pid)) ?? '' }
  const text = JSON.stringify(mine)
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, text)
  try {
    for (;;) {
      if (await tryLink(draft, path)) return { status: 'acquired', release: () => release(path, text) }
      const found = await readIfThere(path)
      if (found === undefined) continue
      const holder = await livingHolder(found)
      if (holder !== undefined) return { status: 'held', holder }
      await removeStale(path, found)
    }
  } finally {
    await rm(draft, { force: true })
  }
}

/** The living process that holds the lock, if there is one. */
export async function lockHolder(path: string): Promise<LockHolder | undefined> {
  const found = await readIfThere(path)
  return found === undefined ? undefined : livingHolder(found)
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

/** Moves the stale lock away, and back when another process has replaced it in between. */
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await rename(path, aside)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    throw error
  }
  if ((await readIfThere(aside)) !== stale) await tryLink(aside, path)
  await rm(aside, { force: true })
}

async function livingHolder(text: string): Promise<LockHolder | undefined> {
  const holder = parseHolder(text)
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

async function release(path: string, mine: string): Promise<void> {
  if ((await readIfThere(path)) === mine) await rm(path, { force: true })
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
