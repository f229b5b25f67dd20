import { commandKey } from '@hanashi/read-model/commands'
import { refuse, type Result } from '../result.js'
import type { KeyedCommand } from './command-key.js'

interface Entry {
  readonly actorId: string
  readonly digest: Buffer
  readonly outcome: Promise<Result<object>>
}

/**
 * What this process has done or is doing by key. Attempts that overlap share one outcome; an answered command gives its answer
 * again. What failed is forgotten, so that it can be tried again. Bounded: the oldest answers are forgotten first.
 */
export class RecentCommands {
  readonly #inFlight = new Map<string, Entry>()
  readonly #answered = new Map<string, Entry>()
  readonly #maxAnswered: number

  constructor(maxAnswered = 50_000) {
    this.#maxAnswered = maxAnswered
  }

  /**
   * The outcome of the attempt that is known, or of `run`. A key of another actor or for another body is refused, and its
   * sender learns nothing of the first.
   */
  once<T extends object>(command: KeyedCommand, run: () => Promise<Result<T>>): Promise<Result<T>> {
    const key = commandKey(command)
    const known = this.#inFlight.get(key) ?? this.#answered.get(key)
    if (known !== undefined) {
      const same = known.actorId === command.actorId && known.digest.equals(command.digest)
      // The same digest asks for the same thing, so that the answer has the same form.
      return same ? (known.outcome as Promise<Result<T>>) : Promise.resolve(keyReused)
    }
    const outcome = run()
    const entry = { actorId: command.actorId, digest: command.digest, outcome }
    this.#inFlight.set(key, entry)
    const settle = (ok: boolean) => {
      this.#inFlight.delete(key)
      if (ok) this.#remember(key, entry)
    }
    // What is thrown is for those who wait for the outcome.
    outcome.then(
      (result) => settle(result.ok),
      () => settle(false),
    )
    return outcome
  }

  #remember(key: string, entry: Entry): void {
    this.#answered.set(key, entry)
    if (this.#answered.size <= this.#maxAnswered) return
    const [oldest] = this.#answered.keys()
    if (oldest !== undefined) this.#answered.delete(oldest)
  }
}

export const keyReused = refuse(
  'key-reused',
  'This Idempotency-Key was used before, by somebody else or for another request; take a new one',
)
