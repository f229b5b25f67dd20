import { ErrorCode } from '../protocol/errors.js'
import type { Api } from './api.js'
import { throttleTimeMs } from './api.js'

/** A new producer each time, or, for one that knows its id and epoch (v3), the same with the next epoch. There are no transactions. */
export const initProducerId: Api = {
  key: 22,
  name: 'InitProducerId',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 2,
  handle({ version, reader, respond }, broker) {
    const transactionalId = reader.nullableString()
    reader.int32()
    const known = version >= 3 ? { id: reader.int64(), epoch: reader.int16() } : { id: -1, epoch: -1 }
    reader.tags()
    const response = respond().int32(throttleTimeMs)
    if (transactionalId !== null)
      return response.int16(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED).int64(-1).int16(-1).tags()
    const goesOn = known.id >= 0 && known.epoch >= 0 && known.epoch < 0x7ffe
    const producerId = goesOn ? known.id : broker.producerIds.next()
    return response
      .int16(ErrorCode.NONE)
      .int64(producerId)
      .int16(goesOn ? known.epoch + 1 : 0)
      .tags()
  },
}
