import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { freePorts } from './ports.js'
import { requireReachable } from './reachable.js'

it('wants one of the brokers to take a connection', async () => {
  const [closed] = await freePorts(1)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const open = typeof address === 'object' && address !== null ? address.port : 0
  try {
    await requireReachable(`127.0.0.1:${closed},127.0.0.1:${open}`)
    await expect(requireReachable(`127.0.0.1:${closed}`)).rejects.toThrow(
      `no Kafka broker answers at 127.0.0.1:${closed}`,
    )
    for (const broken of ['', 'kafka', 'kafka:', ':9092', 'kafka:99999']) {
      await expect(requireReachable(broken)).rejects.toThrow('no Kafka broker answers')
    }
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
})
