import type { RequestHandler } from 'express'
import { problem } from './problem.js'

/** RFC 9112 §3.2. Node's own answer to a request of HTTP/1.1 without Host has no body. */
export const requireHost: RequestHandler = ({ headers, httpVersion }, _response, next) => {
  if (headers.host === undefined && httpVersion === '1.1') {
    throw problem('malformed-request', 'Send the header Host')
  }
  next()
}
