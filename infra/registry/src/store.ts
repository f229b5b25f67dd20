import type { Journal } from './journal.js'
import { type JournalRecord, type State, apply } from './state.js'

const maxWaitingCommands = 1_000

/** Thrown when more commands wait than the store takes. */
export class StoreBusyError extends Error {
  override readonly name = 'StoreBusyError'
}

/**
 * The state and its journal. Commands run one after the other: each decides on the state that all before it made, and what
 * it decided is on the disk before anybody sees it, the next command included.
 */
export class Store {
  readonly state: State
  readonly #journal: Journal
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(state: State, journal: Journal) {
    this.state = state
    this.#journal = journal
  }

  get writable(): boolean {
    return this.#journal.writable
  }

  /** `decide` gives the result, and the record where something changes. What it throws is thrown here. */
  async change<Result>(
    decide: (state: State) => { result: Result; record?: JournalRecord },
  ): Promise<Result> {
    if (this.#waiting >= maxWaitingCommands)
      throw new StoreBusyError(`${maxWaitingCommands} commands wait already`)
    this.#waiting++
    const turn = this.#last.then(async () => {
      const { result, record } = decide(this.state)
      if (record !== undefined) {
        await this.#journal.append(record)
        apply(this.state, record)
      }
      return result
    })
    // A command that failed is its caller's matter; the next one starts all the same.
    this.#last = turn.then(
      () => undefined,
      () => undefined,
    )
    try {
      return await turn
    } finally {
      this.#waiting--
    }
  }

  /** Resolves when every command given so far is done and the file is closed. */
  async close(): Promise<void> {
    await this.#last
    await this.#journal.close()
  }
}
