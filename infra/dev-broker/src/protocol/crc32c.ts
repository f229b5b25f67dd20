/** CRC-32C (Castagnoli), eight bytes a step; the eight tables are made at load. */
export function crc32c(bytes: Uint8Array): number {
  let crc = -1
  let at = 0
  const wholeSteps = bytes.length - 7
  while (at < wholeSteps) {
    crc ^=
      byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24)
    crc =
      table(7, crc & 0xff) ^
      table(6, (crc >>> 8) & 0xff) ^
      table(5, (crc >>> 16) & 0xff) ^
      table(4, crc >>> 24) ^
      table(3, byte(bytes, at + 4)) ^
      table(2, byte(bytes, at + 5)) ^
      table(1, byte(bytes, at + 6)) ^
      table(0, byte(bytes, at + 7))
    at += 8
  }
  for (; at < bytes.length; at++) crc = table(0, (crc ^ byte(bytes, at)) & 0xff) ^ (crc >>> 8)
  return (crc ^ -1) >>> 0
}

const tables = makeTables()

function table(step: number, index: number): number {
  return tables[(step << 8) | index] ?? 0
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0
}

function makeTables(): Int32Array {
  const made = new Int32Array(8 * 256)
  for (let index = 0; index < 256; index++) {
    let crc = index
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
    made[index] = crc
  }
  for (let index = 256; index < made.length; index++) {
    const previous = made[index - 256] ?? 0
    made[index] = (made[previous & 0xff] ?? 0) ^ (previous >>> 8)
  }
  return made
}
