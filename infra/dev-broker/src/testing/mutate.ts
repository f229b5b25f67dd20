const lies = [0, 1, -1, 2, 127, 128, 255, 32_767, 65_535, 0x7fff_ffff, -0x8000_0000, 1000, 100_000_000]

/** One to four faults in a copy of `frame`: bits, numbers that lie, cuts, parts of `other`. Key and version mostly stay. */
export function mutate(frame: Buffer, other: Buffer, next: () => number): Buffer {
  let bytes = Buffer.from(frame)
  const below = (limit: number): number => Math.floor(next() * limit)
  const place = (): number =>
    next() < 0.1 ? below(bytes.length) : Math.min(bytes.length - 1, 4 + below(Math.max(1, bytes.length - 4)))
  const faults: readonly (() => void)[] = [
    () => void bytes.writeUInt8(bytes.readUInt8(place()) ^ (1 << below(8)), place()),
    () => void bytes.writeUInt8(below(256), place()),
    () => {
      const at = Math.max(0, place() - 3)
      if (at + 4 <= bytes.length) bytes.writeInt32BE(lies[below(lies.length)] ?? 0, at)
    },
    () => {
      const at = Math.max(0, place() - 1)
      if (at + 2 <= bytes.length) bytes.writeInt16BE(((lies[below(lies.length)] ?? 0) << 16) >> 16, at)
    },
    () => void (bytes = bytes.subarray(0, place())),
    () => void (bytes = Buffer.concat([bytes.subarray(0, place()), other.subarray(below(other.length))])),
    () => {
      const at = place()
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(8))])
    },
    () => {
      const at = place()
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from([below(256), below(256)]),
        bytes.subarray(at),
      ])
    },
  ]
  for (let count = 1 + below(4); count > 0 && bytes.length > 0; count--) faults[below(faults.length)]?.()
  return bytes
}
