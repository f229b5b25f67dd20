import { describe, expect, it } from 'vitest'
import { MalformedRequest } from '../protocol/reader.js'
import { FrameReader, maxFrameBytes } from './frames.js'

const framed = (text: string): Buffer => {
  const bytes = Buffer.alloc(4 + text.length)
  bytes.writeInt32BE(text.length)
  bytes.write(text, 4)
  return bytes
}

describe('frames', () => {
  const texts = ['a', '', 'a longer frame', 'x'.repeat(1000)]
  const stream = Buffer.concat(texts.map(framed))

  for (const step of [1, 2, 3, 5, 7, 64, 5000])
    it(`come out whole from pieces of ${step} bytes`, () => {
      const reader = new FrameReader()
      const frames: string[] = []
      for (let at = 0; at < stream.length; at += step)
        frames.push(...reader.push(stream.subarray(at, at + step)).map((frame) => frame.toString()))
      expect(frames).toEqual(texts)
      expect(reader.heldBytes).toBe(0)
    })

  it('refuses sizes below 0 and above the limit', () => {
    for (const size of [-1, maxFrameBytes + 1]) {
      const bytes = Buffer.alloc(4)
      bytes.writeInt32BE(size)
      expect(() => new FrameReader().push(bytes)).toThrow(MalformedRequest)
    }
  })
})
