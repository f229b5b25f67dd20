import { ErrorCode } from '../protocol/errors.js'
import type { Api } from './api.js'
import { nodeId, throttleTimeMs } from './api.js'

const transactionKey = 1

export const findCoordinator: Api = {
  key: 10,
  name: 'FindCoordinator',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 3,
  handle({ version, reader, respond, peer }, broker) {
    reader.string()
    const keyType = version >= 1 ? reader.int8() : 0
    const response = respond()
    if (version >= 1) response.int32(throttleTimeMs)
    if (keyType !== 0) {
      const forTransaction = keyType === transactionKey
      response.int16(
        forTransaction ? ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED : ErrorCode.INVALID_REQUEST,
      )
      return response
        .string(forTransaction ? 'The dev broker has no transactions.' : 'Unknown key type.')
        .int32(-1)
        .string('')
        .int32(-1)
    }
    response.int16(ErrorCode.NONE)
    if (version >= 1) response.string('NONE')
    const { host, port } = broker.addressFor(peer.localHost)
    return response.int32(nodeId).string(host).int32(port)
  },
}
