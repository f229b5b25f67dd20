import { join } from 'node:path'
import { readReplaced, replaceFile } from './disk.js'
import type { SavedProducer } from './producer-states.js'

/** What needn't be read again at the next start: everything before `position` of the segment that begins at `segmentBase`. */
export interface Checkpoint {
  readonly version: 1
  readonly startOffset: number
  readonly segmentBase: number
  readonly position: number
  readonly nextOffset: number
  /** [first offset, largest timestamp] of each segment. */
  readonly segments: readonly (readonly [number, number])[]
  readonly producers: readonly SavedProducer[]
}

const fileName = 'checkpoint'

export function writeCheckpoint(folder: string, checkpoint: Checkpoint, durable: boolean): void {
  replaceFile(join(folder, fileName), checkpoint, durable)
}

/** Undefined where there is none. Its checksum vouches for its shape. */
export function readCheckpoint(folder: string): Checkpoint | undefined {
  const value = readReplaced(join(folder, fileName))
  return isCheckpoint(value) ? value : undefined
}

function isCheckpoint(value: unknown): value is Checkpoint {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1
}
