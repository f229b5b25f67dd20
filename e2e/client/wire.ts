import { startTcpProxy, type TcpProxy } from '../src/tcp-proxy.js'

/** A way to a service. `cut` lets nobody in until `mend`; `snap` only ends what is there. */
export interface Wire extends TcpProxy {
  readonly url: string
  readonly snap: () => void
}

export async function startWire(serviceUrl: string): Promise<Wire> {
  const { hostname, port } = new URL(serviceUrl)
  const proxy = await startTcpProxy({ host: hostname, port: Number(port) })
  const snap = () => {
    proxy.cut()
    proxy.mend()
  }
  return { ...proxy, snap, url: `http://127.0.0.1:${proxy.port}` }
}
