import type { FeedEvent } from './feed-event.js'

/** One `events` message, encoded once for all of its receivers. */
export interface Frame {
  /** A Socket.IO packet: EVENT (2) in the default namespace. */
  readonly packet: string
  /** Options of engine.io's write: the same as a WebSocket frame, in buffers that all sockets share. */
  readonly options: { readonly compress: false; readonly wsPreEncodedFrame: readonly Buffer[] }
  readonly bytes: number
  readonly eventCount: number
}

/** The same array gives the same frame: readers of one chunk share it. */
export function eventsFrame(events: readonly FeedEvent[]): Frame {
  let frame = frames.get(events)
  if (!frame) frames.set(events, (frame = encode(events)))
  return frame
}

const frames = new WeakMap<readonly FeedEvent[], Frame>()

function encode(events: readonly FeedEvent[]): Frame {
  const packet = `2["events",[${events.map(({ json }) => json).join(',')}]]`
  const wsPreEncodedFrame = textFrame(`4${packet}`)
  const bytes = wsPreEncodedFrame.reduce((sum, part) => sum + part.length, 0)
  return { packet, options: { compress: false, wsPreEncodedFrame }, bytes, eventCount: events.length }
}

/** An unmasked, final text frame (RFC 6455 §5.2): header and payload. */
function textFrame(text: string): Buffer[] {
  const payload = Buffer.from(text, 'utf8')
  return [frameHeader(payload.length), payload]
}

const finalText = 0x81

function frameHeader(length: number): Buffer {
  if (length < 126) return Buffer.from([finalText, length])
  if (length < 65_536) {
    const header = Buffer.from([finalText, 126, 0, 0])
    header.writeUInt16BE(length, 2)
    return header
  }
  const header = Buffer.alloc(10)
  header[0] = finalText
  header[1] = 127
  header.writeBigUInt64BE(BigInt(length), 2)
  return header
}
