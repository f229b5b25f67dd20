import type { IncomingMessage, ServerResponse } from 'node:http'
import { problem } from './problem.js'
import { defaultMaxBodyBytes, readBody } from './read-body.js'

export interface BodyLimits {
  /** 64 KiB unless told. */
  readonly maxBodyBytes?: number
  /** A request without a body is then read as `{}`, whatever its content type. */
  readonly bodyMayBeAbsent?: boolean
}

/**
 * The JSON value that a request carries. Of duplicate names the last one counts, `__proto__` is a name like any other.
 * @throws Problem `unsupported-media-type`, `body-too-large`, `invalid-utf8`, `malformed-json`
 */
export async function readJson(
  request: IncomingMessage,
  response: ServerResponse,
  { maxBodyBytes = defaultMaxBodyBytes, bodyMayBeAbsent = false }: BodyLimits = {},
): Promise<unknown> {
  if (bodyMayBeAbsent && hasNoBody(request)) return {}
  checkMediaType(request)
  return parseJson(decodeUtf8(await readBody(request, response, maxBodyBytes)))
}

function hasNoBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0
}

const mediaType =
  /^application\/json[ \t]*(?:;[ \t]*charset[ \t]*=[ \t]*"?(?<charset>[^\s";]+)"?[ \t]*)?;?[ \t]*$/i

function checkMediaType(request: IncomingMessage): void {
  const type = request.headers['content-type']
  if (type !== 'application/json') {
    const match = mediaType.exec(type ?? '')
    if (match === null)
      throw problem('unsupported-media-type', 'Send the header Content-Type: application/json')
    const charset = match.groups?.['charset'] ?? 'utf-8'
    if (!/^utf-?8$/i.test(charset)) throw problem('unsupported-media-type', 'The only charset is utf-8')
  }
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding.toLowerCase() !== 'identity') {
    throw problem('unsupported-media-type', 'Bodies are taken without Content-Encoding')
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function decodeUtf8(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    throw problem('invalid-utf8', 'The body has bytes that are not UTF-8', {}, { cause })
  }
}

function parseJson(text: string): unknown {
  if (text === '') throw problem('malformed-json', 'The body is empty')
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw problem('malformed-json', 'The body is not valid JSON', {}, { cause })
  }
}
