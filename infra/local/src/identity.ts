import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { errorCode } from './errors.js'

const run = promisify(execFile)

/** Whether a process with this pid lives. A zombie counts as dead. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false
    if (errorCode(error) !== 'EPERM') throw error
  }
  return procState(pid) !== 'Z'
}

/**
 * What tells a process from a later one with the same pid: when it was started. Undefined when there is no such
 * process. The text is only good for comparing on one machine.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined
  const fields = procFields(pid)
  if (fields !== undefined) return `${bootId()}/${fields[19] ?? ''}`
  try {
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)])
    return stdout.trim()
  } catch (error) {
    if (isAlive(pid)) throw error
    return undefined
  }
}

function procState(pid: number): string | undefined {
  return procFields(pid)?.[0]
}

/** The fields of `/proc/PID/stat` after the name in parentheses: state first, start time the twentieth. */
function procFields(pid: number): string[] | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function bootId(): string {
  return readIfThere('/proc/sys/kernel/random/boot_id')?.trim() ?? ''
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return undefined
    throw error
  }
}
