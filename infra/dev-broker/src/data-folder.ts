import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { readReplaced, replaceFile } from './log/disk.js'

/** A folder that another broker uses, or that can't be used at all. The message says what to do. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError'
}

const heldHere = new Set<string>()

/** Takes the folder for this process; gives back how to let go of it. A lock that a dead process left is taken over. */
export function lockFolder(dataDir: string): () => void {
  const folder = resolve(dataDir)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'broker.lock')
  const holder = existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  if (heldHere.has(folder) || (holder !== identity(process.pid) && isAlive(holder)))
    throw new DataFolderError(
      `${folder} is used by the process ${holder.split(' ')[0]}: stop it first, or choose another folder.`,
    )
  rmSync(path, { force: true })
  writeFileSync(path, `${identity(process.pid)}\n`, { flag: 'wx' })
  heldHere.add(folder)
  return () => {
    heldHere.delete(folder)
    rmSync(path, { force: true })
  }
}

function isAlive(holder: string): boolean {
  const pid = Number(holder.split(' ')[0])
  return pid > 0 && holder === identity(pid) && answersSignals(pid)
}

/** Process id and, where /proc tells it, when the process began: ids come again. */
function identity(pid: number): string {
  const path = `/proc/${pid}/stat`
  const began = existsSync(path) ? (readFileSync(path, 'utf8').split(') ')[1]?.split(' ')[19] ?? '') : ''
  return `${pid} ${began}`.trim()
}

function answersSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    if (error instanceof Error && 'code' in error) return error.code === 'EPERM'
    throw error
  }
}

/** The cluster id, made at the folder's first use. */
export function clusterIdOf(dataDir: string, durable: boolean): string {
  const path = join(dataDir, 'cluster-id')
  const known = readReplaced(path)
  if (typeof known === 'string') return known
  const made = randomBytes(16).toString('base64url')
  replaceFile(path, made, durable)
  return made
}
