import { RawConnection } from './connection.js'
import { askOn, askOnce, fieldOf, recordBatch } from './codec.js'
import type { BatchFields } from './codec.js'
import type { Bench, Observation } from './observation.js'
import { produceRaw } from './produce-body.js'

const see = (name: string, work: Observation['see']): Observation => ({
  name: `producer: ${name}`,
  through: 'codec',
  see: work,
})

interface Script {
  readonly send: (firstSequence: number, count: number, other?: BatchFields) => Promise<unknown>
  readonly connection: RawConnection
  readonly topic: string
}

/** Runs `steps` with a new topic and a new producer id; answers what each send was answered. */
async function withProducer(bench: Bench, steps: (script: Script) => Promise<unknown>): Promise<unknown> {
  const topic = await bench.topic('sequence')
  const connection = await RawConnection.open(bench.port)
  const made = await askOn(connection, 'initProducerId', 1, {
    transactionalId: null,
    transactionTimeout: 1000,
  })
  const producerId = Number(fieldOf(made, 'producerId'))
  const send = async (firstSequence: number, count: number, other: BatchFields = {}): Promise<unknown> => {
    const values = Array.from({ length: count }, (_, index) => `${firstSequence + index}`)
    return produceRaw(connection, topic, await recordBatch(values, { producerId, firstSequence, ...other }))
  }
  try {
    return await steps({ send, connection, topic })
  } finally {
    connection.end()
  }
}

const corrupt = (batch: Buffer, change: (batch: Buffer) => void): Buffer => {
  change(batch)
  return batch
}

async function sendBroken(bench: Bench, change: (batch: Buffer) => Buffer): Promise<unknown> {
  const topic = await bench.topic('broken')
  const connection = await RawConnection.open(bench.port)
  const answer = await produceRaw(connection, topic, change(await recordBatch(['a', 'b', 'c'])))
  connection.end()
  return answer
}

export const producerObservations: readonly Observation[] = [
  ...[0, 1].map((version) =>
    see(`InitProducerId ${version}`, async ({ port }) => {
      const answer = await askOnce(port, 'initProducerId', version, {
        transactionalId: null,
        transactionTimeout: 1000,
      })
      return { error: fieldOf(answer, 'errorCode'), epoch: fieldOf(answer, 'producerEpoch') }
    }),
  ),
  see('sequences in their order', (bench) =>
    withProducer(bench, async ({ send }) => [await send(0, 3), await send(3, 2), await send(5, 1)]),
  ),
  see('a copy is answered with the first offset', (bench) =>
    withProducer(bench, async ({ send }) => [
      await send(0, 3),
      await send(3, 2),
      await send(0, 3),
      await send(3, 2),
      await send(5, 1),
    ]),
  ),
  see('a gap is refused, and what fills it is not', (bench) =>
    withProducer(bench, async ({ send }) => [
      await send(0, 1),
      await send(2, 1),
      await send(1, 1),
      await send(2, 1),
    ]),
  ),
  see('the last five batches are remembered, the sixth is not', (bench) =>
    withProducer(bench, async ({ send }) => {
      for (let sequence = 0; sequence < 6; sequence++) await send(sequence, 1)
      return [await send(1, 1), await send(0, 1), await send(6, 1)]
    }),
  ),
  see('a batch that overlaps a copy', (bench) =>
    withProducer(bench, async ({ send }) => [await send(0, 3), await send(1, 2), await send(0, 2)]),
  ),
  see('a producer that nobody knows begins anywhere', (bench) =>
    withProducer(bench, async ({ send }) => [await send(7, 1), await send(8, 1), await send(7, 1)]),
  ),
  see('epochs', (bench) =>
    withProducer(bench, async ({ send }) => [
      await send(0, 1, { producerEpoch: 3 }),
      await send(1, 1, { producerEpoch: 2 }),
      await send(1, 1, { producerEpoch: 4 }),
      await send(0, 1, { producerEpoch: 4 }),
      await send(1, 1, { producerEpoch: 4 }),
      await send(0, 1, { producerEpoch: 3 }),
    ]),
  ),
  see('sequences go on at 0 after 2^31 - 1', (bench) =>
    withProducer(bench, async ({ send }) => [
      await send(0x7fff_fffe, 2),
      await send(0, 1),
      await send(0x7fff_fffe, 2),
    ]),
  ),
  see('a batch across 2^31 - 1', (bench) =>
    withProducer(bench, async ({ send }) => [await send(0x7fff_fffe, 4), await send(2, 1)]),
  ),
  see('a copy in a topic with LogAppendTime', async (bench) => {
    const topic = await bench.topic('append-time', { configs: { 'message.timestamp.type': 'LogAppendTime' } })
    const connection = await RawConnection.open(bench.port)
    const batch = (): Promise<Buffer> => recordBatch(['a'], { producerId: 4_000_000, firstSequence: 0 })
    const first = await produceRaw(connection, topic, await batch())
    const second = await produceRaw(connection, topic, await batch())
    connection.end()
    return {
      sameTime: fieldOf(first, 'time') === fieldOf(second, 'time'),
      offsets: [fieldOf(first, 'offset'), fieldOf(second, 'offset')],
    }
  }),
  see('a wrong checksum', (bench) =>
    sendBroken(bench, (batch) => corrupt(batch, (bytes) => bytes.writeUInt32BE(1, 17))),
  ),
  see('an old magic', (bench) =>
    sendBroken(bench, (batch) => corrupt(batch, (bytes) => bytes.writeInt8(1, 16))),
  ),
  see('no batch', (bench) => sendBroken(bench, () => Buffer.alloc(0))),
  see('two batches', (bench) => sendBroken(bench, (batch) => Buffer.concat([batch, batch]))),
  see('acks=2', async (bench) => {
    const connection = await RawConnection.open(bench.port)
    const answer = await produceRaw(connection, await bench.topic('acks'), await recordBatch(['a']), {
      acks: 2,
    })
    connection.end()
    return answer
  }),
  ...[3, 4, 5, 6].map((version) =>
    see(`Produce ${version}`, async (bench) => {
      const connection = await RawConnection.open(bench.port)
      const answer = await produceRaw(connection, await bench.topic('produce'), await recordBatch(['a']), {
        version,
      })
      connection.end()
      return answer
    }),
  ),
]
