/**
 * The partition of a key: Java's DefaultPartitioner for a key that isn't null,
 * `(murmur2(utf8(key)) & 0x7fffffff) % partitionCount` (org.apache.kafka.common.utils.Utils.murmur2).
 */
export function partitionOf(key: string, partitionCount: number): number {
  return (murmur2(utf8.encode(key)) & 0x7fffffff) % partitionCount
}

const utf8 = new TextEncoder()
const m = 0x5bd1e995
const r = 24

/** A signed 32-bit integer, as in Java. */
export function murmur2(data: Uint8Array): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const length = data.byteLength
  let h = 0x9747b28c ^ length
  const words = length >> 2
  for (let i = 0; i < words; i++) {
    let k = Math.imul(view.getInt32(i * 4, true), m)
    k = Math.imul(k ^ (k >>> r), m)
    h = Math.imul(h, m) ^ k
  }
  const tail = words * 4
  const rest = length & 3
  if (rest === 3) h ^= view.getUint8(tail + 2) << 16
  if (rest >= 2) h ^= view.getUint8(tail + 1) << 8
  if (rest >= 1) h = Math.imul(h ^ view.getUint8(tail), m)
  h = Math.imul(h ^ (h >>> 13), m)
  return h ^ (h >>> 15)
}
