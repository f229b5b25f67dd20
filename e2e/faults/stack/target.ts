import { readFileSync, readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process that faults are done to. */
export interface Target {
  readonly name: string
  /** Of the process and of all that it started. */
  readonly pids: () => readonly number[]
  readonly running: () => boolean
  /** SIGKILL ends it at once, whatever its state; SIGTERM asks it to. Fulfilled when it is gone, at the latest after 20 s by force. */
  readonly end: (signal: 'SIGKILL' | 'SIGTERM') => Promise<void>
  /** Starts it again with the data it had; fulfilled when it answers. */
  readonly start: () => Promise<void>
  /** Where what it said is found. */
  readonly logFile: string
}

export function signalAll({ pids }: Pick<Target, 'pids'>, signal: NodeJS.Signals): void {
  for (const pid of pids()) sendSignal(pid, signal)
}

/** Does nothing where the process is gone. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}

/** A process and its children; Linux only, elsewhere the process alone. */
export function withChildren(pid: number): number[] {
  if (process.platform !== 'linux') return [pid]
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
  return [pid, ...children.map(Number)]
}

/** Until none of them is there any more. */
export async function untilGone(pids: readonly number[], limitMs: number): Promise<boolean> {
  const endMs = performance.now() + limitMs
  while (pids.some(isThere)) {
    if (performance.now() > endMs) return false
    await sleep(50)
  }
  return true
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch (error) {
    // It ended meanwhile.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) {
      return undefined
    }
    throw error
  }
}
