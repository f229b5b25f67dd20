import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { crc32c } from '../protocol/crc32c.js'

/** Writes all of `bytes` at `position`. Throws where the disk is full or broken; a part may then be there. */
export function writeFully(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;)
    done += writeSync(descriptor, bytes, done, bytes.length - done, position + done)
}

/** Reads into `room` from `position` and says how many bytes there were. */
export function readFully(descriptor: number, room: Uint8Array, position: number): number {
  let done = 0
  while (done < room.length) {
    const count = readSync(descriptor, room, done, room.length - done, position + done)
    if (count === 0) break
    done += count
  }
  return done
}

/** Replaces a small file as a whole: after a crash there is the old one or the new one. With `durable` also after a power cut. */
export function replaceFile(path: string, value: unknown, durable: boolean): void {
  writeFileSync(`${path}.new`, checkedLine(value), { flush: durable })
  renameSync(`${path}.new`, path)
  if (durable) syncFolder(dirname(path))
}

/** What replaceFile kept, or undefined where there is nothing or not what was written. The caller checks its shape. */
export function readReplaced(path: string): unknown {
  try {
    return parseChecked(readFileSync(path, 'utf8').trimEnd())
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** The value of a line `checksum json`, or undefined where the checksum doesn't match. */
export function parseChecked(line: string): unknown {
  const space = line.indexOf(' ')
  const text = line.slice(space + 1)
  return crc32c(Buffer.from(text)).toString(16) === line.slice(0, space) ? JSON.parse(text) : undefined
}

export function checkedLine(value: unknown): string {
  const text = JSON.stringify(value)
  return `${crc32c(Buffer.from(text)).toString(16)} ${text}\n`
}

/** Makes new and removed names in a folder durable. */
export function syncFolder(path: string): void {
  const descriptor = openSync(path, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

export function removeTree(path: string): void {
  rmSync(path, { recursive: true, force: true })
}

/** An error of the file system, with its code: a full disk, for one. */
export const isDiskError = (error: unknown): error is Error => error instanceof Error && 'syscall' in error

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'
