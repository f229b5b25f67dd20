import type { Entry, UnknownSchemaEntry } from '../decode/entry.js'

/** Entries of one transaction, and the stored offset after it. */
export interface EntryChunk {
  readonly to: number
  readonly entries: readonly Entry[]
}

/** At most this many records a transaction: enough to make its fixed cost small, few enough to keep it short. */
export const maxChunkEntries = 2_000

/**
 * Cuts decoded records into transactions, up to the first one whose schema isn't known.
 * @param next what to store once all of `records` are done: above the last one, and above what isn't shown (control records)
 */
export function cutChunks(
  records: readonly (Entry | UnknownSchemaEntry)[],
  next: number,
  maxEntries = maxChunkEntries,
): { readonly chunks: readonly EntryChunk[]; readonly stoppedBy: UnknownSchemaEntry | undefined } {
  const entries: Entry[] = []
  let stoppedBy: UnknownSchemaEntry | undefined
  for (const record of records) {
    if (record.status === 'unknown-schema') {
      stoppedBy = record
      break
    }
    entries.push(record)
  }
  const end = stoppedBy?.offset ?? next
  const chunks: EntryChunk[] = []
  for (let at = 0; at < entries.length; at += maxEntries) {
    chunks.push({ to: entries[at + maxEntries]?.offset ?? end, entries: entries.slice(at, at + maxEntries) })
  }
  return { chunks, stoppedBy }
}
