import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { FrameReader } from '../server/frames.js'

/** A connection without a client behind it: whole requests in, whole answers out, in their order. */
export class RawConnection {
  readonly #socket: Socket
  readonly #waiting: ((answer: Buffer | 'closed') => void)[] = []
  #correlationId = 0

  private constructor(socket: Socket) {
    const frames = new FrameReader()
    this.#socket = socket
    socket.on('data', (chunk) => {
      for (const frame of frames.push(Buffer.from(chunk))) this.#waiting.shift()?.(frame)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      for (const resolve of this.#waiting.splice(0)) resolve('closed')
    })
  }

  static open(port: number, host = '127.0.0.1'): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host })
      socket.once('error', reject)
      socket.once('connect', () => resolve(new RawConnection(socket)))
    })
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  /** The body of the answer (without its correlation id), or 'closed'. */
  ask(apiKey: number, apiVersion: number, body: Buffer): Promise<Buffer | 'closed'> {
    const answer = new Promise<Buffer | 'closed'>((resolve) => this.#waiting.push(resolve))
    this.write(requestFrame(apiKey, apiVersion, this.#correlationId++, body))
    return answer.then((frame) => (frame === 'closed' ? frame : frame.subarray(4)))
  }

  /** Resolves when the other side has closed. */
  closed(): Promise<void> {
    return new Promise((resolve) =>
      this.#socket.destroyed ? resolve() : this.#socket.once('close', () => resolve()),
    )
  }

  end(): void {
    this.#socket.destroy()
  }
}

/** A request with a header of version 1 and the client id `raw`. */
export function requestFrame(
  apiKey: number,
  apiVersion: number,
  correlationId: number,
  body: Buffer,
): Buffer {
  const header = Buffer.alloc(4 + 2 + 2 + 4 + 2 + 3)
  header.writeInt32BE(header.length - 4 + body.length, 0)
  header.writeInt16BE(apiKey, 4)
  header.writeInt16BE(apiVersion, 6)
  header.writeInt32BE(correlationId, 8)
  header.writeInt16BE(3, 12)
  header.write('raw', 14)
  return Buffer.concat([header, body])
}
