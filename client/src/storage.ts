import type { StoredCommand } from './core/command.js'

export type { StoredCommand } from './core/command.js'

/** Keeps commands that aren't in the log yet, so that they survive a reload. Ordered by key: they were made in that order. */
export interface CommandStorage {
  load(): Promise<readonly StoredCommand[]>
  /** Takes the place of what has the same group and key. */
  put(stored: StoredCommand): Promise<void>
  remove(command: { readonly group: string; readonly key: string }): Promise<void>
}
