import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'

export interface Child {
  readonly url: string
  readonly process: ChildProcess
  readonly lines: readonly string[]
  /** Sends the signal and resolves with the exit code and signal. */
  end(signal: NodeJS.Signals): Promise<[code: number | null, signal: NodeJS.Signals | null]>
}

/** The registry as a process of its own, from its sources. */
export async function startChild(dataDir: string): Promise<Child> {
  const main = resolve(import.meta.dirname, '../main.ts')
  const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, LOG_LEVEL: 'info' }
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const lines: string[] = []
  const url = await new Promise<string>((found, failed) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      const entry = JSON.parse(line) as { message: string; url?: string }
      if (entry.message === 'listening' && entry.url !== undefined) found(entry.url)
    })
    void exited.then(([code]) => failed(new Error(`the registry ended with code ${code}`)))
  })
  return {
    url,
    process: child,
    lines,
    end: (signal) => {
      child.kill(signal)
      return exited
    },
  }
}
