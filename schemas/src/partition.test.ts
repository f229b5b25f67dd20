import { describe, expect, it } from 'vitest'
import { murmur2, partitionOf } from './partition.js'

// From Apache Kafka's UtilsTest.testMurmur2, and partitions that its DefaultPartitioner gave for 12 partitions.
const vectors: readonly (readonly [string, number])[] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
]

describe('partitionOf', () => {
  it.each(vectors)("hashes %s as Kafka's Java client does", (key, hash) => {
    expect(murmur2(new TextEncoder().encode(key))).toBe(hash)
    expect(partitionOf(key, 12)).toBe((hash & 0x7fffffff) % 12)
  })

  it('hashes every length of the tail, and no bytes at all', () => {
    expect(['', 'a', 'ab', 'abcd', '話'].map((key) => partitionOf(key, 1_000_003))).toMatchInlineSnapshot(`
      [
        645856,
        100772,
        154486,
        831631,
        516547,
      ]
    `)
  })
})
