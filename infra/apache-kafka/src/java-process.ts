import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { createInterface } from 'node:readline'

const keptLines = 20

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface JavaProcess {
  readonly pid: number
  /** Resolves when the process has ended, however it ended; never rejects. */
  readonly exited: Promise<Exit>
  /** SIGTERM, and SIGKILL when it still runs after `killAfterMs`. Resolves when it has ended; may be called again. */
  stop(): Promise<void>
  /** The last lines that it printed, at most 20. */
  lastLines(): readonly string[]
}

/**
 * Starts a long-running Java program. It is the leader of a process group of its own, so that Ctrl-C in a terminal
 * reaches only its parent, which stops it when its turn comes.
 */
export async function startJava(options: {
  command: string
  args: readonly string[]
  cwd?: string
  killAfterMs: number
  onLine?: ((line: string) => void) | undefined
}): Promise<JavaProcess> {
  const child = spawn(options.command, options.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  const lines: string[] = []
  const read = (stream: Readable): void => {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      if (lines.length > keptLines) lines.shift()
      options.onLine?.(line)
    })
  }
  read(child.stdout)
  read(child.stderr)
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${options.command} was started but has no process id`)

  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), options.killAfterMs)
    await exited
    clearTimeout(timer)
  }
  return { pid, exited, stop, lastLines: () => lines }
}

/**
 * Asks `isReady` every 50 ms until it says true. Throws when the process ends before, or `timeoutMs` passes (the
 * process is then stopped); the message ends with the last lines that it printed.
 */
export async function untilReady(
  name: string,
  java: JavaProcess,
  isReady: () => Promise<boolean>,
  timeoutMs: number,
): Promise<void> {
  let exit: Exit | undefined
  void java.exited.then((result) => (exit = result))
  const deadline = Date.now() + timeoutMs
  for (;;) {
    if (exit !== undefined) {
      const how = exit.signal ?? `code ${exit.code}`
      throw new Error(`${name} ended at its start (${how}): ${java.lastLines().join('\n')}`)
    }
    if (await isReady()) return
    if (Date.now() > deadline) {
      await java.stop()
      throw new Error(`${name} did not answer within ${timeoutMs} ms: ${java.lastLines().join('\n')}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
