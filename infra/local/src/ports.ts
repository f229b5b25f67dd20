import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { errorCode } from './errors.js'

/** Ports of the design, before any `--port-base`. */
export const designPorts = {
  'command-api': 8001,
  'query-api': 8002,
  realtime: 8003,
  projector: 8004,
  registry: 8081,
  kafka: 9092,
  'kafka-controller': 9093,
  postgres: 5433,
} as const

export type PortName = keyof typeof designPorts
export type PortPlan = Readonly<Record<PortName, number>>

/** Where each part is in the block of ports that `--port-base` begins. */
const portOffsets = {
  'command-api': 1,
  'query-api': 2,
  realtime: 3,
  projector: 4,
  registry: 5,
  kafka: 6,
  'kafka-controller': 7,
  postgres: 8,
} as const satisfies Record<PortName, number>

/** The ports of the design, or `base`+1 to `base`+8 in the order of `portOffsets`. */
export function portPlan(base?: number): PortPlan {
  if (base === undefined) return designPorts
  const names = Object.keys(portOffsets) as PortName[]
  return Object.fromEntries(names.map((name) => [name, base + portOffsets[name]])) as Record<PortName, number>
}

/** The largest base whose block still fits below 65536. */
export const maxPortBase = 65_535 - Math.max(...Object.values(portOffsets))

/** Whether a server may listen on the port now. Someone else may take it a moment later. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error) => {
      if (errorCode(error) === 'EADDRINUSE') resolve(false)
      else reject(error)
    })
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/** Below what systems give to outgoing connections, one of which could take the port before it is used. */
const freePortRange = { from: 10_000, to: 32_000 }
const given = new Set<number>()

/** A port that is free now and that this process hasn't been given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(freePortRange.from, freePortRange.to)
    if (given.has(port)) continue
    given.add(port)
    if (await isPortFree(port)) return port
  }
}
