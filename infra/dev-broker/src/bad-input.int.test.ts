import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askOn, encodeRequest, fieldOf } from './conformance/codec.js'
import { RawConnection, requestFrame } from './conformance/connection.js'
import { clientOf, createTopic, endsOf, sendAll } from './testing/broker-fixture.js'
import type { BrokerProcess } from './testing/broker-process.js'
import { startProcess } from './testing/broker-process.js'

const residentBytes = (pid: number | undefined): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) * 1024
const megabyte = 1024 * 1024

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** Each with another cause: what is written, and whether the broker hangs up on it. */
const cases: readonly [name: string, bytes: Buffer][] = [
  ['a frame of negative size', int32(-1)],
  ['a frame above 100 MB', int32(100 * megabyte + 1)],
  ['an empty frame', int32(0)],
  ['a frame that ends in its header', Buffer.concat([int32(3), Buffer.from([0, 3, 0])])],
  ['an unknown key', requestFrame(1234, 0, 1, Buffer.alloc(0))],
  ['a negative key', requestFrame(-3, 0, 1, Buffer.alloc(0))],
  ['a version that is gone', requestFrame(0, 2, 1, Buffer.alloc(20))],
  ['a version that is not yet', requestFrame(3, 99, 1, Buffer.alloc(20))],
  ['an array that says more than there is', requestFrame(3, 1, 1, int32(0x7fff_ffff))],
  ['an array of negative length', requestFrame(3, 1, 1, int32(-7))],
  [
    'a string beyond the end',
    requestFrame(3, 1, 1, Buffer.concat([int32(1), Buffer.from([0x7f, 0xff, 65])])),
  ],
  [
    'a null where a name is required',
    requestFrame(3, 1, 1, Buffer.concat([int32(1), Buffer.from([0xff, 0xff])])),
  ],
  ['a varint without an end', requestFrame(18, 3, 1, Buffer.alloc(20, 0xff))],
  ['a request that ends in the middle', requestFrame(1, 11, 1, Buffer.alloc(9))],
  ['text instead of a request', Buffer.from('GET / HTTP/1.1\r\nHost: broker\r\n\r\n')],
  ['a TLS handshake', Buffer.from('16030100f1010000ed0303', 'hex')],
]

describe('bad input', () => {
  let broker: BrokerProcess
  let dataDir = ''

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'dev-broker-'))
    broker = await startProcess(dataDir)
    const kafka = clientOf(broker.port)
    await createTopic(kafka, 't')
    for (let send = 0; send < 4; send++)
      await sendAll(
        kafka,
        't',
        Array.from({ length: 9 }, () => 'x'.repeat(100_000)),
      )
  })
  afterAll(async () => {
    await broker.kill()
    await rm(dataDir, { recursive: true, force: true })
  })

  const isAlive = async (): Promise<void> => {
    expect(broker.child.exitCode).toBeNull()
    expect(await endsOf(clientOf(broker.port), 't')).toEqual({ low: 0, high: 36 })
  }

  for (const [name, bytes] of cases)
    it(`${name}: the connection ends, the broker lives`, async () => {
      const connection = await RawConnection.open(broker.port)
      connection.write(bytes)
      await connection.closed()
      await isAlive()
    })

  it('half a request, on many connections: nobody else notices', async () => {
    const { body } = await encodeRequest('metadata', 1, { topics: ['t'] })
    const half = requestFrame(3, 1, 1, body).subarray(0, 12)
    const connections = await Promise.all(Array.from({ length: 300 }, () => RawConnection.open(broker.port)))
    for (const connection of connections) connection.write(half)
    await isAlive()
    for (const connection of connections) connection.end()
  })

  it('frames that claim 100 MB hold what was sent of them, no more', async () => {
    const before = residentBytes(broker.child.pid)
    const connections = await Promise.all(Array.from({ length: 100 }, () => RawConnection.open(broker.port)))
    for (const connection of connections)
      connection.write(Buffer.concat([int32(99 * megabyte), Buffer.alloc(1000)]))
    await isAlive()
    expect(residentBytes(broker.child.pid) - before).toBeLessThan(50 * megabyte)
    for (const connection of connections) connection.end()
  })

  it('clients that ask and don’t read: memory is bounded, others are served', async () => {
    const topics = [{ topic: 't', partitions: [{ partition: 0, fetchOffset: 0, maxBytes: 4 * megabyte }] }]
    const fields = {
      replicaId: -1,
      maxWaitTime: 0,
      minBytes: 1,
      maxBytes: 4 * megabyte,
      isolationLevel: 0,
      topics,
    }
    const { key, body } = await encodeRequest('fetch', 4, fields)
    const frames = Buffer.concat(Array.from({ length: 500 }, (_, at) => requestFrame(key, 4, at, body)))
    const sockets = Array.from({ length: 30 }, () => {
      const socket = connect(broker.port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.pause()
      socket.write(frames)
      return socket
    })
    for (let look = 0; look < 10; look++) {
      await isAlive()
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    expect(residentBytes(broker.child.pid)).toBeLessThan(500 * megabyte)
    for (const socket of sockets) socket.destroy()
    await isAlive()
  })

  it('requests that nobody waits for an answer of are answered in their order', async () => {
    const connection = await RawConnection.open(broker.port)
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => askOn(connection, 'listOffsets', 1, { replicaId: -1, topics: [] })),
    )
    connection.end()
    expect(answers.map((answer) => fieldOf(answer, 'responses'))).toEqual(
      Array.from({ length: 200 }, () => []),
    )
  })
})
