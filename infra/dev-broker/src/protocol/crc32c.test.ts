import { describe, expect, it } from 'vitest'
import { crc32c } from './crc32c.js'

describe('crc32c', () => {
  // RFC 3720, B.4, and the check value of the algorithm's catalogue entry.
  const cases: readonly [string, Buffer, number][] = [
    ['nothing', Buffer.alloc(0), 0],
    ['123456789', Buffer.from('123456789'), 0xe3069283],
    ['32 zeros', Buffer.alloc(32), 0x8a9136aa],
    ['32 ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['0 to 31', Buffer.from(Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e],
  ]
  for (const [name, bytes, expected] of cases) it(name, () => expect(crc32c(bytes)).toBe(expected))
})
