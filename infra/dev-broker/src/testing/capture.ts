import { createServer } from 'node:net'
import { lineLog } from '../log.js'
import { openBroker } from '../open-broker.js'
import { serveConnection } from '../server/connection.js'
import { dispatch } from '../server/dispatch.js'

export const silent = lineLog('silent', () => undefined)

export interface Capture {
  readonly port: number
  /** Every request that came in, without its size. */
  readonly frames: readonly Buffer[]
  readonly stop: () => void
}

/** A broker that keeps the requests that it answers. */
export async function startCapture(dataDir: string): Promise<Capture> {
  const frames: Buffer[] = []
  let port = 0
  const addressFor = (): { host: string; port: number } => ({ host: '127.0.0.1', port })
  const { broker, close } = openBroker({
    dataDir,
    fsync: false,
    log: silent,
    retentionCheckIntervalMs: 1_000_000,
    addressFor,
  })
  const server = createServer((socket) => {
    serveConnection(socket, {
      budget: broker.budget,
      log: silent,
      handle: (frame, peer) => {
        frames.push(Buffer.from(frame))
        return dispatch(frame, peer, broker)
      },
    })
  })
  port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  const stop = (): void => {
    server.close()
    close()
  }
  return { port, frames, stop }
}
