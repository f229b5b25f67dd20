export interface BatchedLookupOptions<Key, Found> {
  readonly nameOf: (key: Key) => string
  /** One query; the answer is by name. */
  readonly find: (keys: readonly Key[]) => Promise<ReadonlyMap<string, Found>>
  readonly maxKeys: number
}

/** Many keys in one query: what is asked for in one turn of the event loop is looked up together. */
export function batchedLookup<Key, Found>({ nameOf, find, maxKeys }: BatchedLookupOptions<Key, Found>) {
  let waiting: { readonly keys: Key[]; readonly found: Promise<ReadonlyMap<string, Found>> } | undefined
  return async (key: Key): Promise<Found | undefined> => {
    if (waiting === undefined || waiting.keys.length >= maxKeys) {
      const keys: Key[] = []
      const found = new Promise((resolve) => setImmediate(resolve)).then(() => {
        if (waiting?.keys === keys) waiting = undefined
        return find(keys)
      })
      waiting = { keys, found }
    }
    waiting.keys.push(key)
    return (await waiting.found).get(nameOf(key))
  }
}
