import { execFileSync, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startApacheKafka } from '@hanashi/apache-kafka/kafka'

export interface RunningBroker {
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
  /** `kill -9`. */
  kill(): Promise<void>
}

export interface BrokerKind {
  readonly name: string
  readonly start: () => Promise<RunningBroker>
}

/** Whatever way the bench ends, no broker outlives it. */
const running = new Set<number>()
process.on('exit', () => {
  for (const pid of running) process.kill(pid, 'SIGKILL')
})

function untilEnded(pid: number, ended: Promise<unknown>): void {
  running.add(pid)
  void ended.then(() => running.delete(pid))
}

const root = fileURLToPath(new URL('../..', import.meta.url))

export function devBroker(folder: string, flags: readonly string[] = []): BrokerKind {
  const start = async (): Promise<RunningBroker> => {
    const port = await freePort()
    const env = { ...process.env, PORT: String(port), DATA_DIR: join(folder, `dev-broker${flags.join('')}`) }
    const main = join(root, 'infra/dev-broker/dist/main.js')
    const child = spawn(process.execPath, [main, ...flags], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    untilEnded(child.pid ?? 0, ended)
    await new Promise<void>((resolve, reject) => {
      child.stdout.once('data', () => resolve())
      child.once('exit', () => reject(new Error('the dev broker did not start')))
    })
    const end = (signal: NodeJS.Signals) => async (): Promise<void> => {
      child.kill(signal)
      await ended
    }
    return { port, pid: child.pid ?? 0, stop: end('SIGTERM'), kill: end('SIGKILL') }
  }
  return { name: ['dev broker', ...flags].join(' '), start }
}

export function apacheKafka(folder: string): BrokerKind {
  const start = async (): Promise<RunningBroker> => {
    const port = await freePort()
    const controllerPort = await freePort()
    const cacheDir = join(root, '.data/apache-kafka')
    const kafka = await startApacheKafka({ dataDir: join(folder, 'kafka'), cacheDir, port, controllerPort })
    untilEnded(kafka.pid, kafka.exited)
    const kill = async (): Promise<void> => {
      process.kill(kafka.pid, 'SIGKILL')
      await kafka.exited
    }
    return { port, pid: kafka.pid, stop: () => kafka.stop(), kill }
  }
  return { name: 'Apache Kafka', start }
}

export const residentMegabytes = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) / 1024

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
