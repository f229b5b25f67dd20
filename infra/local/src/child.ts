import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { UserError } from './errors.js'
import type { SystemUser } from './postgres-user.js'

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Child {
  readonly pid: number
  /** Fulfilled once the process is gone; never rejected. */
  readonly exited: Promise<Exit>
  /** Undefined while the process runs. */
  readonly exit: () => Exit | undefined
  readonly kill: (signal: NodeJS.Signals) => void
}

export interface ChildOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  readonly user?: SystemUser | undefined
  /** A file that standard output and errors are appended to, or what takes them piece by piece. */
  readonly output: string | ((text: string) => void)
}

/**
 * Starts a program in a process group of its own, so that Ctrl-C at the terminal reaches only us and everything is
 * stopped in order. Rejected when the program can't be started at all.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { output } = options
  const file = typeof output === 'string' ? openSync(output, 'a', 0o640) : undefined
  const child = spawn(options.command, options.args, {
    detached: true,
    stdio: ['ignore', file ?? 'pipe', file ?? 'pipe'],
    ...(options.env && { env: options.env }),
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...options.user,
  })
  if (file !== undefined) closeSync(file)
  if (typeof output === 'function')
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', output)
  await spawned(child, options.command)
  return watch(child)
}

function spawned(child: ChildProcess, command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(new UserError(`${command} can't be started: ${error.message}`)))
  })
}

function watch(child: ChildProcess): Child {
  const { pid } = child
  if (pid === undefined) throw new Error('a spawned process has a pid')
  let exit: Exit | undefined
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      exit = { code, signal }
      resolve(exit)
    })
  })
  return { pid, exited, exit: () => exit, kill: (signal) => void child.kill(signal) }
}

/** Sends `signal` and waits; what still runs after `graceMs` is killed. */
export async function stopChild(
  child: Pick<Child, 'exited' | 'kill'>,
  { signal = 'SIGTERM', graceMs }: { signal?: NodeJS.Signals; graceMs: number },
): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
  child.kill(signal)
  await child.exited
  clearTimeout(timer)
}

/** `code 1` or `SIGKILL`, for a log line. */
export function describeExit({ code, signal }: Exit): string {
  return signal ?? `code ${code ?? 'unknown'}`
}
