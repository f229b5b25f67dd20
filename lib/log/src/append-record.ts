/** A record to write. The partition is the caller's choice; it never changes on the way. */
export interface AppendRecord {
  readonly topic: string
  readonly partition: number
  readonly key: Buffer
  readonly value: Buffer
  readonly headers: Readonly<Record<string, Buffer>>
}

/**
 * What became of a record.
 * - `written`: every in-sync replica has it, at `offset`.
 * - `refused`: it is surely not in the log and never will be; `reason` is for our own eyes.
 * - `unknown`: it may be in the log now or soon, perhaps twice. Asking again with the same ids is safe.
 * - `overloaded`: the queue is full; nothing was tried.
 */
export type AppendOutcome =
  | { readonly status: 'written'; readonly offset: number }
  | { readonly status: 'refused'; readonly reason: string }
  | { readonly status: 'unknown'; readonly reason: string }
  | { readonly status: 'overloaded' }

/** What a record takes in the queue and, closely, on the wire. */
export function sizeOfRecord({ key, value, headers }: AppendRecord): number {
  let size = 32 + key.length + value.length
  for (const name in headers) size += 8 + name.length + (headers[name]?.length ?? 0)
  return size
}

/** Names a partition in maps. */
export function partitionName(topic: string, partition: number): string {
  return `${topic}/${partition}`
}
