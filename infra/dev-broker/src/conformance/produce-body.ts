import { Writer } from '../protocol/writer.js'
import type { RawConnection } from './connection.js'

/** Sends `batch` as it is, right or wrong, and answers partition 0's error and offset, or 'closed'. */
export async function produceRaw(
  connection: RawConnection,
  topic: string,
  batch: Buffer,
  options: { version?: number; acks?: number; transactionalId?: string } = {},
): Promise<unknown> {
  const { version = 7, acks = -1, transactionalId = null } = options
  const body = new Writer().string(transactionalId).int16(acks).int32(5000)
  body.array([topic], (name) => {
    body.string(name).array([0], (index) => {
      body.int32(index).bytes(batch)
    })
  })
  const answer = await connection.ask(0, version, body.frame().subarray(4))
  if (answer === 'closed') return answer
  const at = 4 + 2 + answer.readInt16BE(4) + 4 + 4
  return {
    error: answer.readInt16BE(at),
    offset: Number(answer.readBigInt64BE(at + 2)),
    time: Number(answer.readBigInt64BE(at + 10)),
  }
}
