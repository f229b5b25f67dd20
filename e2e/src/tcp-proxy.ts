import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A way to a server that can be cut, as a network can. */
export interface TcpProxy {
  readonly port: number
  /** Ends every connection; new ones end at once. */
  readonly cut: () => void
  readonly mend: () => void
  readonly close: () => void
}

export async function startTcpProxy(target: {
  readonly host: string
  readonly port: number
}): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let open = true
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Whatever ends one side ends the other; there is nobody to tell.
    socket.on('error', () => socket.destroy())
  }
  const server = createServer((incoming) => {
    if (!open) {
      incoming.destroy()
      return
    }
    const outgoing = connect(target.port, target.host)
    keep(incoming)
    keep(outgoing)
    incoming.pipe(outgoing)
    outgoing.pipe(incoming)
    incoming.on('close', () => outgoing.destroy())
    outgoing.on('close', () => incoming.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    open = false
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    mend: () => {
      open = true
    },
    close: () => {
      cut()
      server.close()
    },
  }
}
