import { connect } from 'node:net'

export interface RawAnswer {
  readonly status: number | undefined
  readonly body: unknown
}

const limitMs = 20_000

/** Writes bytes to a server and reads what it answers until it closes or a whole answer is there. */
export function rawRequest(url: string, bytes: string | Uint8Array): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    const timer = setTimeout(() => socket.destroy(new Error('no answer')), limitMs)
    let received = ''
    const finish = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve(parseAnswer(received))
    }
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('utf8')
      if (isWhole(received)) finish()
    })
    socket.on('close', finish)
    socket.on('error', (error) => {
      if (received === '') reject(error)
    })
    socket.write(bytes)
  })
}

function isWhole(received: string): boolean {
  const end = received.indexOf('\r\n\r\n')
  const length = /^content-length: (\d+)/im.exec(received)?.[1]
  return end !== -1 && length !== undefined && Buffer.byteLength(received.slice(end + 4)) >= Number(length)
}

function parseAnswer(received: string): RawAnswer {
  const status = /^HTTP\/1\.1 (\d{3})/.exec(received)?.[1]
  const body = received.slice(received.indexOf('\r\n\r\n') + 4)
  try {
    return { status: status === undefined ? undefined : Number(status), body: JSON.parse(body) as unknown }
  } catch (error) {
    if (error instanceof SyntaxError)
      return { status: status === undefined ? undefined : Number(status), body: undefined }
    throw error
  }
}
