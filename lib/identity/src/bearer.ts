import type { IncomingMessage } from 'node:http'
import { TokenError } from './token-error.js'

/**
 * The token of `Authorization: Bearer TOKEN` (RFC 6750 §2.1; the scheme in any case).
 * @throws TokenError `unauthorized` when there is no such header or it has another form
 */
export function bearer(request: Pick<IncomingMessage, 'headers'>): string {
  const header = request.headers.authorization
  if (header === undefined || header.slice(0, 7).toLowerCase() !== 'bearer ')
    throw new TokenError('unauthorized')
  const token = header.slice(7).trim()
  if (token === '') throw new TokenError('unauthorized')
  return token
}
