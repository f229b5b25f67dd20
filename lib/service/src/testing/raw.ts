import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  readonly status: number
  readonly head: string
  readonly body: string
}

/** Sends bytes as they are and reads until the server ends the connection. */
export async function raw(port: number, ...parts: readonly (string | Buffer)[]): Promise<RawAnswer> {
  const { socket, ended } = open(port)
  for (const part of parts) socket.write(part)
  return parse(await ended)
}

/** As `raw`, then ends its own half of the connection. */
export async function rawHalfClosed(port: number, text: string): Promise<RawAnswer> {
  const { socket, ended } = open(port)
  socket.end(text)
  return parse(await ended)
}

export function open(port: number): { readonly socket: Socket; readonly ended: Promise<string> } {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<string>((resolve) => {
    const finish = (): void => {
      socket.destroy()
      resolve(Buffer.concat(chunks).toString('utf8'))
    }
    socket.on('end', finish).on('close', finish).on('error', finish)
  })
  return { socket, ended }
}

/** The first answer in what a server sent, an interim `100 Continue` left out. */
export function parse(text: string): RawAnswer {
  const answer = text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '')
  const gap = answer.indexOf('\r\n\r\n')
  return { status: Number(answer.slice(9, 12)), head: answer.slice(0, gap), body: answer.slice(gap + 4) }
}
