import { describe, expect, it } from 'vitest'
import { parseGeneration } from '@hanashi/schemas/position'
import { sent } from '../testing/events.js'
import { feedEvent } from './feed-event.js'
import { eventsFrame } from './frame.js'

const generation = parseGeneration('g1test')
if (!generation.ok) throw new Error(generation.reason)
const event = (text: string, offset = 1) =>
  feedEvent(sent('room', text), { generation: generation.value, partition: 0, offset }, false)

/** RFC 6455 §5.2, as a client reads it. */
function readFrame(bytes: Buffer): string {
  expect(bytes[0]).toBe(0x81)
  const short = bytes[1]!
  if (short < 126) return bytes.subarray(2).toString('utf8').slice(0, short)
  const [length, start] = short === 126 ? [bytes.readUInt16BE(2), 4] : [Number(bytes.readBigUInt64BE(2)), 10]
  expect(bytes.length).toBe(start + length)
  return bytes.subarray(start).toString('utf8')
}

describe('a frame', () => {
  it.each([
    ['short', 1],
    ['with 16 bits of length', 300],
    ['with 64 bits of length', 30_000],
  ])('is one message of engine.io, %s', (_name, length) => {
    const events = [event('話🦊'.repeat(length)), event('b', 2)]
    const { packet, options, bytes, eventCount } = eventsFrame(events)
    const frame = Buffer.concat(options.wsPreEncodedFrame)
    expect(readFrame(frame)).toBe(`4${packet}`)
    expect(JSON.parse(packet.slice(1))).toEqual(['events', events.map(({ view }) => view)])
    expect([bytes, eventCount]).toEqual([frame.length, 2])
  })

  it('is made once for the same events', () => {
    const events = [event('x')]
    expect(eventsFrame(events)).toBe(eventsFrame(events))
  })
})
