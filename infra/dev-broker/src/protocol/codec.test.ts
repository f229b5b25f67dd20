import { describe, expect, it } from 'vitest'
import { MalformedRequest, Reader } from './reader.js'
import { Writer } from './writer.js'

const written = (flexible: boolean, write: (writer: Writer) => void): Buffer => {
  const writer = new Writer(flexible, 4)
  write(writer)
  return writer.frame().subarray(4)
}

describe('reader and writer', () => {
  for (const flexible of [false, true])
    it(`agree on every type (flexible ${flexible})`, () => {
      const bytes = written(flexible, (writer) => {
        writer
          .int8(-1)
          .int16(-2)
          .int32(-3)
          .int64(-4)
          .int64(2 ** 53 - 1)
          .boolean(true)
          .string('話')
          .string(null)
        writer.bytes(Buffer.alloc(300, 1)).bytes(null).tags()
        writer.array([1, 2, 3], (value) => writer.int32(value)).array(null, () => undefined)
      })
      const reader = new Reader(bytes)
      reader.flexible = flexible
      expect([reader.int8(), reader.int16(), reader.int32(), reader.int64(), reader.int64()]).toEqual([
        -1,
        -2,
        -3,
        -4,
        2 ** 53 - 1,
      ])
      expect([reader.boolean(), reader.string(), reader.nullableString()]).toEqual([true, '話', null])
      expect([reader.bytes(), reader.nullableBytes()]).toEqual([Buffer.alloc(300, 1), null])
      reader.tags()
      expect([reader.array(reader.int32), reader.nullableArray(reader.int32)]).toEqual([[1, 2, 3], null])
      expect(() => reader.int8()).toThrow(MalformedRequest)
    })

  it('writes the frame’s size first', () => {
    expect(new Writer().int16(7).frame().toString('hex')).toBe('000000020007')
  })

  it('skips tagged fields that it doesn’t know', () => {
    const reader = new Reader(Buffer.from([2, 0, 1, 9, 5, 2, 8, 8, 42]))
    reader.flexible = true
    reader.tags()
    expect(reader.int8()).toBe(42)
  })

  it('refuses lengths that lie before it allocates', () => {
    const lies = ['7fffffff', 'fffffff0', '00000009aa']
    for (const hex of lies) {
      expect(() => new Reader(Buffer.from(hex, 'hex')).bytes()).toThrow(MalformedRequest)
      expect(() => new Reader(Buffer.from(hex, 'hex')).array(() => undefined)).toThrow(MalformedRequest)
    }
  })
})
