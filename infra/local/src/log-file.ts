import { open, rename, stat } from 'node:fs/promises'
import { errorCode } from './errors.js'

/** At a start a log file above this size becomes `NAME.log.1`, replacing the one of before. */
export const maxLogBytes = 16 * 1024 * 1024

export async function rotateLog(path: string, maxBytes = maxLogBytes): Promise<void> {
  if ((await sizeOf(path)) > maxBytes) await rename(path, `${path}.1`)
}

const maxTailBytes = 256 * 1024

/**
 * The last lines of a file, of at most its last 256 KiB, and only of what was added since it had `fromByte` bytes. Empty
 * when there is no file.
 */
export async function tailOf(path: string, lines: number, fromByte = 0): Promise<string[]> {
  const size = await sizeOf(path)
  const added = size >= fromByte ? size - fromByte : size
  if (added === 0) return []
  const file = await open(path, 'r')
  try {
    const length = Math.min(added, maxTailBytes)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
    const text = buffer.toString('utf8', 0, bytesRead).replace(/\n$/, '')
    return text.split('\n').slice(-lines)
  } finally {
    await file.close()
  }
}

export async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0
    throw error
  }
}
