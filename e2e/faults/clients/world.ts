import { randomUUID } from 'node:crypto'
import type { Random } from '../random.js'

/** What all clients of a run share. */
export interface World {
  readonly groups: readonly string[]
  readonly commandApis: readonly string[]
  readonly queryApis: readonly string[]
  readonly realtimes: readonly string[]
  readonly token: (userId: string, username: string) => string
  /** Milliseconds since the run began. */
  readonly now: () => number
  /** Nothing new is begun any more. */
  readonly closing: AbortSignal
  /** What was begun is given up. */
  readonly gone: AbortSignal
  /** The newest position that was acknowledged, by group. */
  readonly acknowledged: Map<string, string>
}

/** A UUIDv7 (RFC 9562) by the machine's clock, or now and then a UUIDv4. */
export function makeKey(dice: Random): string {
  if (dice.chance(0.08)) return randomUUID()
  const bytes = dice.bytes()
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export function offsetOf(position: string): number {
  return Number(position.split(':')[2])
}

/** The beginning of the partition that a position is of. */
export function beginningOf(position: string): string {
  return [...position.split(':').slice(0, 2), '-1'].join(':')
}
