import { ErrorCode } from '../protocol/errors.js'
import type { Writer } from '../protocol/writer.js'
import type { Api, Request } from './api.js'
import { throttleTimeMs } from './api.js'

const key = 18

/** Announces `apis`. Produce says 0 as Kafka 4 does, whose lowest is 3: librdkafka compresses only where it sees the old ones. */
export function makeApiVersions(apis: () => readonly Api[]): Api {
  return {
    key,
    name: 'ApiVersions',
    minVersion: 0,
    maxVersion: 3,
    flexibleFrom: 3,
    handle(request) {
      const { version, reader } = request
      if (version >= 3) {
        reader.string()
        reader.string()
        reader.tags()
      }
      const response = request.respond(1024).int16(ErrorCode.NONE)
      response.array(apis(), (api) => {
        response
          .int16(api.key)
          .int16(api.announcedMinVersion ?? api.minVersion)
          .int16(api.maxVersion)
          .tags()
      })
      if (version >= 1) response.int32(throttleTimeMs)
      return response.tags()
    },
  }
}

/** Version 0 is understood by every client: it learns from it which version to ask in. */
export function unsupportedVersion(request: Request): Writer {
  const response = request.respond().int16(ErrorCode.UNSUPPORTED_VERSION)
  return response.array([key], () => response.int16(key).int16(0).int16(3))
}
