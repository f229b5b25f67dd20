import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** One keep-alive connection: a request, then its answer, then the next. Reads no more of an answer than it must. */
export class Connection {
  readonly #socket: Socket
  #received: Buffer = Buffer.alloc(0)
  #settle: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (bytes: Buffer) => this.#take(bytes))
    socket.on('error', (error) => this.#settle?.reject(error))
    socket.on('close', () => this.#settle?.reject(new Error('the server closed the connection')))
  }

  static async open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    return new Connection(socket)
  }

  /** @throws Error for any other status than `expected` */
  async request(bytes: string, expected: number): Promise<Answer> {
    const answer = await new Promise<Answer>((resolve, reject) => {
      this.#settle = { resolve, reject }
      this.#socket.write(bytes)
    })
    if (answer.status !== expected)
      throw new Error(`${answer.status}: ${answer.body.toString().slice(0, 500)}`)
    return answer
  }

  close(): void {
    this.#settle = undefined
    this.#socket.destroy()
  }

  #take(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes])
    const headEnd = this.#received.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const head = this.#received.toString('latin1', 0, headEnd)
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
    if (length === undefined) return this.#settle?.reject(new Error('an answer without Content-Length'))
    const end = headEnd + 4 + Number(length)
    if (this.#received.length < end) return
    const body = this.#received.subarray(headEnd + 4, end)
    this.#received = this.#received.subarray(end)
    this.#settle?.resolve({ status: Number(head.slice(9, 12)), head, body })
  }
}

export interface Answer {
  readonly status: number
  /** The status line and the headers. */
  readonly head: string
  readonly body: Buffer
}

export interface Load {
  readonly url: string
  readonly connections: number
  readonly ms: number
  /** The next request, whole. */
  readonly next: () => string
  readonly status: number
}

/** Answers a second over so many connections, each with one request under way. */
export async function answersPerSecond(load: Load): Promise<number> {
  const { count, seconds } = await answers(load)
  return count / seconds
}

export async function answers({ url, connections, ms, next, status }: Load) {
  const open = await Promise.all(Array.from({ length: connections }, () => Connection.open(url)))
  let going = true
  let count = 0
  const began = performance.now()
  const work = open.map(async (connection) => {
    while (going) {
      await connection.request(next(), status)
      count += 1
    }
  })
  await Promise.race([sleep(ms), Promise.all(work)])
  going = false
  await Promise.all(work)
  const seconds = (performance.now() - began) / 1_000
  for (const connection of open) connection.close()
  return { count, seconds }
}

export function post(path: string, token: string, body: string, key?: string): string {
  const keyed = key === undefined ? '' : `Idempotency-Key: ${key}\r\n`
  return (
    `POST ${path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${token}\r\n${keyed}` +
    `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  )
}

export function get(path: string, token: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${token}\r\n\r\n`
}
