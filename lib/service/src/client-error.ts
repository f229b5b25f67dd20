import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { Problem, problemHeaders } from './problem.js'

/**
 * What Node's parser refused, answered as a problem document and the connection ended. Without an answer where one has
 * begun already or nobody can read it.
 */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable || answerHasBegun(socket)) {
    socket.destroy()
    return
  }
  socket.end(rawAnswer(problemOf(error)), () => socket.destroy())
}

function problemOf(error: NodeJS.ErrnoException): Problem {
  switch (error.code ?? '') {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem('headers-too-large', 'Address and headers together may have 16 KiB')
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('malformed-request', 'The request was not complete in time')
    case 'HPE_INVALID_EOF_STATE':
      return new Problem('malformed-request', 'The request ended before it was complete')
    default:
      return new Problem('malformed-request', 'This is not a request of HTTP/1.1')
  }
}

function rawAnswer(problem: Problem): string {
  const body = JSON.stringify(problem.document)
  const headers = {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...problemHeaders(problem),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`, ...lines, '', body].join('\r\n')
}

/** Node keeps the answer in progress at the socket, and its own handler of this event looks there too. */
function answerHasBegun(socket: Duplex): boolean {
  if (!('_httpMessage' in socket)) return false
  const message = socket._httpMessage
  return (
    typeof message === 'object' &&
    message !== null &&
    'headersSent' in message &&
    message.headersSent === true
  )
}
