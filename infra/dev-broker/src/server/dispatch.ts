import type { Api, Broker } from '../requests/api.js'
import { announcedApis, apiVersions } from '../requests/all.js'
import { unsupportedVersion } from '../requests/api-versions.js'
import { MalformedRequest, Reader } from '../protocol/reader.js'
import { Writer } from '../protocol/writer.js'
import type { Peer } from './connection.js'

const apis: ReadonlyMap<number, Api> = new Map(announcedApis.map((api) => [api.key, api]))

/** Answers one frame, or null where the client wants no answer (acks=0). An unknown request or version ends the connection, as in Kafka. */
export async function dispatch(frame: Buffer, peer: Peer, broker: Broker): Promise<Buffer | null> {
  const reader = new Reader(frame)
  const key = reader.int16()
  const version = reader.int16()
  const correlationId = reader.int32()
  const api = apis.get(key)
  if (api === undefined) throw new MalformedRequest(`there is no request ${key} here`)
  const supported = version >= api.minVersion && version <= api.maxVersion
  if (!supported && api !== apiVersions)
    throw new MalformedRequest(`${api.name} has no version ${version} here`)
  const clientId = reader.nullableString() ?? ''
  const flexible = supported && version >= api.flexibleFrom
  reader.flexible = flexible
  reader.tags()
  const respond = (expectedBytes?: number): Writer => {
    const writer = new Writer(flexible, expectedBytes).int32(correlationId)
    return api === apiVersions ? writer : writer.tags()
  }
  const request = { version, clientId, peer, reader, respond }
  const response = supported ? await api.handle(request, broker) : unsupportedVersion(request)
  return response?.frame() ?? null
}
