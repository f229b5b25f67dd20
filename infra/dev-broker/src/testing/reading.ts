import type { RawConnection } from '../conformance/connection.js'
import { Writer } from '../protocol/writer.js'
import { readHeader } from '../log/record-batch.js'

/** All batches of partition 0 from `offset` on, up to the high watermark, by their first offset, as stored. */
export async function readBatches(
  connection: RawConnection,
  topic: string,
  offset = 0,
): Promise<Map<number, Buffer>> {
  const batches = new Map<number, Buffer>()
  for (let next = offset; ;) {
    const records = await fetchOnce(connection, topic, next)
    if (records.length === 0) return batches
    for (let at = 0; at < records.length;) {
      const header = readHeader(records, at)
      batches.set(header.baseOffset, records.subarray(at, at + header.sizeBytes))
      next = header.baseOffset + header.lastOffsetDelta + 1
      at += header.sizeBytes
    }
  }
}

async function fetchOnce(connection: RawConnection, topic: string, offset: number): Promise<Buffer> {
  const body = new Writer().int32(-1).int32(0).int32(1).int32(4_000_000).int8(0)
  body.array([topic], (name) => {
    body.string(name).array([0], (index) => {
      body.int32(index).int64(offset).int32(4_000_000)
    })
  })
  const answer = await connection.ask(1, 4, body.frame().subarray(4))
  if (answer === 'closed') throw new Error('the broker hung up')
  const at = 4 + 4 + 2 + Buffer.byteLength(topic) + 4
  const error = answer.readInt16BE(at + 4)
  if (error !== 0) throw new Error(`error ${error} at offset ${offset}`)
  const recordsAt = at + 4 + 2 + 8 + 8 + 4
  return answer.subarray(recordsAt + 4, recordsAt + 4 + answer.readInt32BE(recordsAt))
}
