import { createHash } from 'node:crypto'

/** A source of random choices that is the same in every run with the same seed. */
export interface Random {
  /** From 0, below 1. */
  readonly next: () => number
  /** A whole number of a range, both ends included. */
  readonly between: (from: number, to: number) => number
  readonly pick: <T>(list: readonly T[]) => T
  readonly chance: (probability: number) => boolean
  readonly shuffled: <T>(list: readonly T[]) => T[]
  /** 16 random bytes, for ids. */
  readonly bytes: () => Buffer
}

/**
 * Each user has a name, so that what one draws doesn't depend on how fast the others are.
 * xoshiro128** (Blackman and Vigna), its state from SHA-256 of seed and name.
 */
export function random(seed: number, name: string): Random {
  const digest = createHash('sha256').update(`${seed}/${name}`).digest()
  let [a, b, c, d] = [0, 4, 8, 12].map((at) => digest.readUInt32LE(at)) as [number, number, number, number]
  const rotate = (x: number, by: number) => (x << by) | (x >>> (32 - by))
  const next32 = () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotate(d, 11)
    return result
  }
  const next = () => next32() / 2 ** 32
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  const pick = <T>(list: readonly T[]): T => {
    const one = list[Math.floor(next() * list.length)]
    if (one === undefined) throw new RangeError('nothing to pick from')
    return one
  }
  const shuffled = <T>(list: readonly T[]): T[] => {
    const all = [...list]
    for (let i = all.length - 1; i > 0; i--) {
      const j = between(0, i)
      const [x, y] = [all[i], all[j]]
      if (x !== undefined && y !== undefined) [all[i], all[j]] = [y, x]
    }
    return all
  }
  const bytes = () => {
    const buffer = Buffer.alloc(16)
    for (let at = 0; at < 16; at += 4) buffer.writeUInt32LE(next32(), at)
    return buffer
  }
  return { next, between, pick, chance: (probability) => next() < probability, shuffled, bytes }
}
