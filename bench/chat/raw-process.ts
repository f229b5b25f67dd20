import { fork, type ChildProcess, type Serializable } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface RawProcess {
  readonly port: number
  readonly pid: number
  send(message: Serializable): void
  stop(): Promise<void>
}

/** Starts a raw server of this folder; it is told `options`, answers with its port, and ends when this process does. */
export async function startRaw(file: string, options: Serializable): Promise<RawProcess> {
  const child: ChildProcess = fork(fileURLToPath(new URL(file, import.meta.url)))
  child.send(options)
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`${file} ended before it listened`)))
    child.once('message', (message: { port: number }) => resolve(message.port))
  })
  return {
    port,
    pid: child.pid ?? 0,
    send: (message) => void child.send(message),
    stop: async () => {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
