import { spawn } from 'node:child_process'
import { compiledProgram } from './project.js'

/**
 * What the guard has to end: a process, or the whole process group that it leads. Higher stages are ended first, the
 * processes of one stage together.
 */
export interface Guarded {
  readonly pid: number
  readonly name: string
  readonly stage: number
  readonly signal: NodeJS.Signals
  readonly graceMs: number
  readonly group: boolean
}

export type GuardMessage =
  | ({ readonly do: 'watch' } & Guarded)
  | { readonly do: 'forget'; readonly pid: number }
  | { readonly do: 'sweep'; readonly contains: readonly string[] }
  | { readonly do: 'remove'; readonly folder: string }

export interface Guard {
  readonly pid: number
  readonly watch: (guarded: Guarded) => void
  /** The process is gone, its pid may be another's from now on. */
  readonly forget: (pid: number) => void
  /**
   * At the end, ends every process whose command line contains all of these texts: for programs whose pid isn't known
   * yet when we are killed.
   */
  readonly sweep: (contains: readonly string[]) => void
  /** Deletes the folder at the end. */
  readonly remove: (folder: string) => void
  /** Ends what is still watched, removes what is to be removed. */
  readonly close: () => Promise<void>
}

/**
 * A small process that outlives us by as long as it takes to end what we started: it notices that we are gone,
 * whatever the reason (`kill -9` included), because a pipe to it closes.
 */
export function startGuard(): Guard {
  const child = spawn(process.execPath, [compiledProgram('guard-main.js')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const { pid } = child
  if (pid === undefined) throw new Error('the guard process could not be started: is the project built?')
  child.stdin.on('error', () => undefined) // The guard has ended; `close` says so.
  child.unref()
  const send = (message: GuardMessage) => void child.stdin.write(`${JSON.stringify(message)}\n`)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    pid,
    watch: (guarded) => send({ do: 'watch', ...guarded }),
    forget: (gone) => send({ do: 'forget', pid: gone }),
    sweep: (contains) => send({ do: 'sweep', contains }),
    remove: (folder) => send({ do: 'remove', folder }),
    close: async () => {
      child.ref()
      child.stdin.end()
      await ended
    },
  }
}
