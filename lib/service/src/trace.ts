import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** W3C Trace Context, as it travels in HTTP and Kafka headers. */
export interface TraceContext {
  readonly traceparent: string
  readonly tracestate?: string
}

const traceparent = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/
const maxTracestateLength = 512

/** The caller's trace context as it came, or a new one (not sampled) when there is none that holds. */
export function traceFrom(headers: Pick<IncomingHttpHeaders, string>): TraceContext {
  const parent = headers['traceparent']
  if (typeof parent !== 'string' || !traceparent.test(parent)) return { traceparent: newTraceparent() }
  const state = headers['tracestate']
  if (typeof state !== 'string' || state === '' || state.length > maxTracestateLength)
    return { traceparent: parent }
  return { traceparent: parent, tracestate: state }
}

function newTraceparent(): string {
  const hex = randomBytes(24).toString('hex')
  return `00-${hex.slice(0, 32)}-${hex.slice(32)}-00`
}
