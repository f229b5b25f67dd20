import type { StoredCommand } from './core/command.js'
import type { CommandStorage } from './storage.js'

/** For as long as the object lives: hand the same one to the next `connect()`. */
export function memoryStorage(): CommandStorage {
  const stored = new Map<string, StoredCommand>()
  const idOf = ({ group, key }: { readonly group: string; readonly key: string }) => `${group} ${key}`
  return {
    load: () => Promise.resolve([...stored.values()]),
    put(one) {
      stored.set(idOf(one.command), one)
      return Promise.resolve()
    },
    remove(command) {
      stored.delete(idOf(command))
      return Promise.resolve()
    },
  }
}
