import { createWriteStream, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Entry } from './entries.js'

export type { Entry }

/** What one client did and saw, line by line. */
export interface Journal {
  readonly write: (entry: Entry) => void
}

export interface Journals {
  readonly open: (name: string) => Journal
  /** Fulfilled when every line is on disk. */
  readonly close: () => Promise<void>
}

/** One JSONL file for each client in `folder/journals`. */
export function createJournals(folder: string): Journals {
  const place = join(folder, 'journals')
  mkdirSync(place, { recursive: true })
  const streams = new Map<string, ReturnType<typeof createWriteStream>>()
  return {
    open: (name) => {
      const stream = createWriteStream(join(place, `${name}.jsonl`), { flags: 'wx' })
      streams.set(name, stream)
      return { write: (entry) => void stream.write(`${JSON.stringify(entry)}\n`) }
    },
    close: async () => {
      const ends = [...streams.values()].map(
        (stream) =>
          new Promise<void>((resolve, reject) => {
            stream.once('error', reject)
            stream.end(resolve)
          }),
      )
      await Promise.all(ends)
    },
  }
}

/** Every line of every client, by the client's name. */
export function readJournals(folder: string): ReadonlyMap<string, readonly Entry[]> {
  const place = join(folder, 'journals')
  const files = readdirSync(place).filter((name) => name.endsWith('.jsonl'))
  return new Map(
    files.map((file) => [file.slice(0, -'.jsonl'.length), readLines<Entry>(join(place, file))] as const),
  )
}

export function readLines<T>(path: string): T[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}
