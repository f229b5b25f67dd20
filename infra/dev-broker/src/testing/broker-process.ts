import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

export interface BrokerProcess {
  readonly port: number
  readonly child: ChildProcess
  /** What it logged. */
  readonly log: () => string
  /** `kill -9`, and resolves when it is gone. */
  readonly kill: () => Promise<void>
}

/** Starts the built broker as a process and resolves when it says that it listens. */
export async function startProcess(
  dataDir: string,
  port = 0,
  flags: readonly string[] = [],
): Promise<BrokerProcess> {
  const env = { ...process.env, PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'info' }
  const child = spawn(process.execPath, [main, ...flags], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const answered = await new Promise<number>((resolve, reject) => {
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const found = /answers on [^ ]*:(\d+),/.exec(out)
      if (found !== null) resolve(Number(found[1]))
    })
    child.once('exit', (code) => reject(new Error(`the broker ended with ${code}: ${log}`)))
  })
  return {
    port: answered,
    child,
    log: () => log,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
