import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Drain } from './drain.js'

export interface StopOptions {
  /** How long requests in progress may take; 10 s unless told. */
  readonly timeoutMs?: number
  /** How long connections are still accepted after `/ready` has turned 503, for a proxy to notice; 0 unless told. */
  readonly graceMs?: number
}

/** As many handshakes wait in the kernel when a crowd comes back at once; the system may hold fewer. */
const backlog = 4096
const idleCheckMs = 25

export async function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  server.listen({ port, host, backlog })
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw new Error(explain(cause, port, host), { cause })
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address
}

export async function stop(
  server: Server,
  drain: Drain,
  { timeoutMs = 10_000, graceMs = 0 }: StopOptions = {},
): Promise<void> {
  drain.begin()
  if (!server.listening) return
  if (graceMs > 0) await delay(graceMs)
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  const sweep = setInterval(() => server.closeIdleConnections(), idleCheckMs)
  const cut = new Promise<void>((resolve) => {
    setTimeout(resolve, timeoutMs).unref()
  })
  await Promise.race([closed, cut])
  clearInterval(sweep)
  server.closeAllConnections()
}

function explain(cause: unknown, port: number, host: string): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} at ${host} is in use: stop what listens there, or set PORT`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine: set HOST`
    case 'EACCES':
      return `port ${port} needs more rights: set PORT to 1024 or above`
    default:
      return `cannot listen at ${host}:${port}`
  }
}
