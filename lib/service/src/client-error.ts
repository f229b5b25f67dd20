import { ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { Problem, problemHeaders } from './problem.js'

/**
 * What Node's parser refused, answered as a problem document and the connection ended. A request before it on the same
 * connection that was complete gets its own answer and no other.
 */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  const current = answerInProgress(socket)
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
  } else if (current?.req.complete === true) {
    if (!current.headersSent) current.setHeader('connection', 'close')
    current.once('finish', () => socket.end(() => socket.destroy()))
  } else if (current?.headersSent === true) {
    socket.destroy()
  } else {
    socket.end(rawAnswer(problemOf(error)), () => socket.destroy())
  }
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

/** Node keeps it at the socket, and its own handler of this event looks there too. */
function answerInProgress(socket: Duplex): ServerResponse | undefined {
  return '_httpMessage' in socket && socket._httpMessage instanceof ServerResponse
    ? socket._httpMessage
    : undefined
}
