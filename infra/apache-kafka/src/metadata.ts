import { connect } from 'node:net'

const maxResponseBytes = 1_000_000

/** Metadata, version 1, for no topic: the answer lists the brokers that the cluster knows to be alive. */
export function metadataRequest(): Buffer {
  const clientId = Buffer.from('hanashi-ready')
  const request = Buffer.alloc(4 + 2 + 2 + 4 + 2 + clientId.length + 4)
  let at = request.writeInt32BE(request.length - 4, 0)
  at = request.writeInt16BE(3, at)
  at = request.writeInt16BE(1, at)
  at = request.writeInt32BE(1, at)
  at = request.writeInt16BE(clientId.length, at)
  at += clientId.copy(request, at)
  request.writeInt32BE(0, at)
  return request
}

/** How many brokers a Metadata answer (with its length in front) lists; undefined while it isn't complete. */
export function brokerCountOf(response: Buffer): number | undefined {
  if (response.length < 4 || response.length < 4 + response.readInt32BE(0)) return undefined
  return response.length < 12 ? undefined : response.readInt32BE(8)
}

/** Asks the broker on 127.0.0.1 how many brokers are alive; undefined when it doesn't answer within `timeoutMs`. */
export function askBrokerCount(port: number, timeoutMs: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    let received = Buffer.alloc(0)
    const finish = (count: number | undefined): void => {
      socket.destroy()
      resolve(count)
    }
    socket.setTimeout(timeoutMs, () => finish(undefined))
    socket.once('error', () => finish(undefined))
    socket.once('close', () => finish(undefined))
    socket.once('connect', () => socket.write(metadataRequest()))
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      const count = brokerCountOf(received)
      if (count !== undefined || received.length > maxResponseBytes) finish(count)
    })
  })
}
