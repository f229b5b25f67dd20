import { once } from 'node:events'
import { createServer, request } from 'node:http'

export interface BasicAuth {
  readonly port: number
  /** How many requests came without the right user and password. */
  readonly refused: () => number
  close(): void
}

/** A proxy on 127.0.0.1 that passes on to `targetPort` what carries the user and the password, and answers 401 otherwise. */
export async function startBasicAuth(targetPort: number, user: string, password: string): Promise<BasicAuth> {
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  let refused = 0
  const server = createServer((incoming, outgoing) => {
    if (incoming.headers.authorization !== expected) {
      refused++
      outgoing
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"error_code":401,"message":"who?"}')
      return
    }
    const { method, url: path, headers } = incoming
    const passedOn = request({ host: '127.0.0.1', port: targetPort, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    passedOn.on('error', () => outgoing.destroy())
    incoming.pipe(passedOn)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { port, refused: () => refused, close }
}
