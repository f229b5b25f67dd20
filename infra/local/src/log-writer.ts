import { appendFileSync, renameSync, statSync } from 'node:fs'
import { errorCode } from './errors.js'
import { maxLogBytes } from './log-file.js'

/**
 * Appends to a log file. Above `maxBytes` it becomes `NAME.log.1`, replacing the one of before, so that a log takes at
 * most twice as much. What was appended is in the file when the call returns.
 */
export function logWriter(path: string, maxBytes = maxLogBytes): (text: string) => void {
  let bytes = sizeNow(path)
  return (text) => {
    if (bytes > maxBytes) {
      renameSync(path, `${path}.1`)
      bytes = 0
    }
    appendFileSync(path, text, { mode: 0o640 })
    bytes += Buffer.byteLength(text)
  }
}

function sizeNow(path: string): number {
  try {
    return statSync(path).size
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0
    throw error
  }
}
