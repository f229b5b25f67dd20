import { createServer } from 'node:net'
import { SetupError, errorCode } from './setup-error.js'

/** Throws a SetupError that names `what` when somebody listens on `port` of 127.0.0.1 already. */
export async function requireFreePort(port: number, what: string): Promise<void> {
  const server = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ port, host: '127.0.0.1', exclusive: true }, resolve)
    })
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error
    throw new SetupError(
      `port ${port} for ${what} is in use: stop what listens there, or choose another port`,
      {
        cause: error,
      },
    )
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
}

/** Ports of 127.0.0.1 that are free now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject)
          server.listen(0, '127.0.0.1', () => {
            const address = server.address()
            if (address === null || typeof address === 'string') reject(new Error('not a TCP address'))
            else resolve(address.port)
          })
        }),
    ),
  )
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))))
  return ports
}
