import type { Command, Entry } from './core/command.js'
import type { CommandStorage } from './storage.js'

/** The storage as the outbox uses it. A storage that fails loses no command: it goes on in memory, and somebody is told. */
export interface StoredCommands {
  /** In the order of their keys. */
  load(): Promise<readonly Entry[]>
  keep(entry: Entry): Promise<void>
  forget(command: Command): Promise<void>
}

export function storedCommands(
  storage: CommandStorage,
  warn: (message: string, error: unknown) => void,
): StoredCommands {
  const attempt = async <T>(work: () => Promise<T>, otherwise: T, message: string): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      warn(message, error)
      return otherwise
    }
  }
  return {
    async load() {
      const stored = await attempt(() => storage.load(), [], 'what an earlier session left could not be read')
      return stored
        .toSorted((a, b) => (a.command.key < b.command.key ? -1 : 1))
        .map(({ command, failure }) =>
          failure ? { command, state: 'failed', failure } : { command, state: 'pending' },
        )
    },
    keep(entry) {
      const failure = entry.state === 'failed' ? { failure: entry.failure } : {}
      const put = () => storage.put({ command: entry.command, ...failure })
      return attempt(put, undefined, 'a command could not be stored')
    },
    forget: (command) =>
      attempt(() => storage.remove(command), undefined, 'a stored command could not be removed'),
  }
}
