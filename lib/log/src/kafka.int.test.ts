import { connect, createServer, type Server, type Socket } from 'node:net'
import type {} from '@hanashi/local/testing/context'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { FetchClient } from './fetch-client.js'

const kafka = inject('kafkaBrokers').split(',')[0] ?? ''

/** Takes connections at once; what comes in is passed on to Kafka only when `open`. */
class Gate {
  open = false
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined

  async listen(): Promise<string> {
    const [host = '', port = ''] = kafka.split(':')
    const server = createServer((client) => {
      const upstream = connect({ host, port: Number(port) })
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.#sockets.add(from)
        from.on('error', () => to.destroy())
        from.on('close', () => to.destroy())
        from.on('data', (chunk) => this.open && to.write(chunk))
      }
    })
    this.#server = server
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#server?.close()
  }
}

describe.skipIf(kafka === '')('createKafka', () => {
  const ends: (() => Promise<void> | void)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0)) await end()
  })

  it('connects after all to a broker that took the connection and answered only later', async () => {
    const gate = new Gate()
    ends.push(() => gate.close())
    const client = new FetchClient({
      brokers: [await gate.listen()],
      clientId: 'gate-test',
      requestTimeoutMs: 200,
    })
    ends.push(() => client.close())
    await expect(client.endOffsets('nowhere')).rejects.toMatchObject({ kind: 'unavailable' })
    gate.open = true
    await expect
      .poll(() => client.endOffsets('nowhere').catch((error: unknown) => String(error)), { timeout: 20_000 })
      .toContain('does not host this topic-partition')
  })
})
