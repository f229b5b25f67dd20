import { parseStored } from './core/parse-stored.js'
import type { CommandStorage } from './storage.js'

export interface IndexedDbOptions {
  /** Of the database; `hanashi` by default. Tabs share it: what one couldn't send, the next one does, and nothing is done twice. */
  readonly name?: string
  readonly factory?: IDBFactory
}

const storeName = 'commands'

/** In the browser, over reloads and restarts. Every promise rejects with the database's error where it fails (no room, no permission). */
export function indexedDbStorage({
  name = 'hanashi',
  factory = indexedDB,
}: IndexedDbOptions = {}): CommandStorage {
  let opened: Promise<IDBDatabase> | undefined
  const database = () => {
    const forget = () => (opened = undefined)
    opened ??= open(factory, name, forget).catch((error: unknown) => {
      forget()
      throw error
    })
    return opened
  }
  const run = async <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>) => {
    const transaction = (await database()).transaction(storeName, mode)
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was aborted'))
    })
    const request = work(transaction.objectStore(storeName))
    await done
    return request.result
  }
  return {
    async load() {
      const stored = await run('readonly', (store): IDBRequest<unknown[]> => store.getAll())
      return stored.flatMap((one) => parseStored(one) ?? [])
    },
    async put(stored) {
      await run('readwrite', (store) => store.put(stored))
    },
    async remove({ key, group }) {
      await run('readwrite', (store) => store.delete([key, group]))
    },
  }
}

/** @param closed called when the database is to be opened again before it is used */
function open(factory: IDBFactory, name: string, closed: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(storeName, { keyPath: ['command.key', 'command.group'] })
    }
    request.onerror = () => reject(request.error ?? new Error('the database does not open'))
    request.onsuccess = () => {
      const database = request.result
      database.onclose = closed
      // Another tab wants to delete or upgrade it: let it.
      database.onversionchange = () => {
        database.close()
        closed()
      }
      resolve(database)
    }
  })
}
