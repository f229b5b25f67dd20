import { randomFillSync } from 'node:crypto'
import { uuidV7 } from '@hanashi/schemas/ids'

const bytesOfId = 10
const pool = new Uint8Array(1_000 * bytesOfId)
let used = pool.length

/** A new UUIDv7. Random bytes are drawn for many at once: a draw costs the same for ten and for ten thousand. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += bytesOfId
  return uuidV7(Date.now(), pool.subarray(used - bytesOfId, used))
}
