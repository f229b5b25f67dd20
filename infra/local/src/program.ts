import { type Child, describeExit, startChild, stopChild } from './child.js'
import { UserError } from './errors.js'
import type { Guard } from './guard.js'
import { sizeOf, tailOf } from './log-file.js'
import { untilReady } from './ready.js'

/** A compiled program of the project. */
export interface Program {
  readonly name: string
  readonly script: string
  readonly env: NodeJS.ProcessEnv
  readonly logFile: string
  /** What takes the output. When there is nothing here, it is appended to `logFile`. */
  readonly output?: (text: string) => void
}

export interface Server extends Program {
  /** Answers 200 once the program can work, or `tcp://host:port` accepts a connection. */
  readonly readyUrl: string
  /** Higher stages are ended first when the guard has to end them. */
  readonly stage: number
}

export const serverGraceMs = 15_000

/** Runs a program to its end; rejected with the end of its log unless it ends with code 0. */
export async function runProgram(program: Program, guard: Guard): Promise<void> {
  const logBegin = await sizeOf(program.logFile)
  const child = await launch(program, 3, guard)
  const exit = await child.exited
  if (exit.code === 0) return
  const tail = await tailOf(program.logFile, 15, logBegin)
  const what = `${program.name} ended with ${describeExit(exit)}. The end of ${program.logFile}:`
  throw new UserError([what, ...tail].join('\n  '))
}

/** Starts a server and waits for its `readyUrl`. What isn't ready in time is ended. */
export async function startServer(server: Server, guard: Guard, timeoutMs = 60_000): Promise<Child> {
  const logBegin = await sizeOf(server.logFile)
  const child = await launch(server, server.stage, guard)
  try {
    await untilReady({ ...server, url: server.readyUrl, child, logBegin }, timeoutMs)
    return child
  } catch (error) {
    await stopChild(child, { graceMs: serverGraceMs })
    throw error
  }
}

/** Starts a program under the guard's eyes, without waiting for anything. */
export async function launch(program: Program, stage: number, guard: Guard): Promise<Child> {
  const child = await startChild({
    command: process.execPath,
    args: [program.script],
    env: program.env,
    output: program.output ?? program.logFile,
  })
  const { name } = program
  guard.watch({ pid: child.pid, name, stage, signal: 'SIGTERM', graceMs: serverGraceMs, group: false })
  void child.exited.then(() => guard.forget(child.pid))
  return child
}
