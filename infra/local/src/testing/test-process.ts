import { type Child, type Exit, stopChild } from '../child.js'
import type { Guard } from '../guard.js'
import { type Server, startServer } from '../program.js'

/** One process of a test stack. */
export interface TestProcess {
  readonly name: string
  readonly url: string
  readonly logFile: string
  /** Of the process that runs now, or ran last. */
  readonly pid: number
  readonly running: boolean
  /** Whether it ended without anybody having asked for it through this handle. */
  readonly diedUnasked: boolean
  /** Sends the signal, SIGKILL, SIGSTOP and SIGCONT included, without waiting for what comes of it. */
  kill(signal: NodeJS.Signals): void
  /** Fulfilled when the process that runs now is gone. */
  exited(): Promise<Exit>
  /** SIGTERM, and SIGKILL where that isn't enough. */
  stop(): Promise<void>
  /** Ends it if it runs, and starts it again on the same port; waits until it is ready. */
  restart(): Promise<void>
}

export async function startTestProcess(url: string, server: Server, guard: Guard): Promise<TestProcess> {
  let child: Child = await startServer(server, guard)
  let asked = false
  const stop = async () => {
    asked = true
    if (child.exit() !== undefined) return
    child.kill('SIGCONT')
    await stopChild(child, { graceMs: 15_000 })
  }
  return {
    name: server.name,
    url,
    logFile: server.logFile,
    get pid() {
      return child.pid
    },
    get running() {
      return child.exit() === undefined
    },
    get diedUnasked() {
      return child.exit() !== undefined && !asked
    },
    kill: (signal) => {
      asked ||= signal !== 'SIGSTOP' && signal !== 'SIGCONT'
      child.kill(signal)
    },
    exited: () => child.exited,
    stop,
    restart: async () => {
      await stop()
      child = await startServer(server, guard)
      asked = false
    },
  }
}
