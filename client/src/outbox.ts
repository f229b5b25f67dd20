import { backoffMs } from './core/backoff.js'
import type { Command, Confirmation, Entry } from './core/command.js'
import { closed, type Failure } from './core/failure.js'
import type { Clock } from './io/clock.js'
import type { StoredCommands } from './stored-commands.js'

/** What became of one attempt. `parked`: not before {@link Outbox.wake}. */
export type Attempt =
  | { readonly status: 'confirmed'; readonly confirmation: Confirmation }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'later'; readonly afterMs?: number }
  | { readonly status: 'parked' }

/** What became of a command. */
export type Outcome =
  | { readonly ok: true; readonly confirmation: Confirmation }
  | { readonly ok: false; readonly failure: Failure }

export interface OutboxOptions {
  readonly storage: StoredCommands
  readonly perform: (command: Command) => Promise<Attempt>
  /** Whether a stored command is of the person who is here now. */
  readonly isOurs: (command: Command) => boolean
  /** A command of an earlier session is here again. */
  readonly restored: (command: Command) => void
  readonly clock: Clock
  readonly random: () => number
  readonly changed: (group: string) => void
}

interface Lane {
  entries: readonly Entry[]
  running: boolean
  failures: number
  /** Ends the wait before the next attempt. */
  wake: (() => void) | undefined
}

const retryLimits = { firstMs: 500, maxMs: 30_000 }
/** More than anybody types; beyond it `add` throws, and what was typed stays with the caller. */
export const maxCommands = 10_000
/** Confirmed commands of a group that wait to be seen in the log, where somebody looks. */
const maxConfirmed = 1_000
const empty: readonly Entry[] = []

/**
 * Commands until the log has them. Each group's go out one after the other, in the order in which they were given, the next after the one
 * before was confirmed or failed for good; an attempt that may do better later is repeated with the same key until it does. A command is in
 * the storage before its first attempt, and leaves it when the log has it or it is discarded.
 */
export class Outbox {
  readonly #options: OutboxOptions
  readonly #lanes = new Map<string, Lane>()
  readonly #outcomes = new Map<string, ((outcome: Outcome) => void)[]>()
  readonly #storing = new WeakMap<Entry, Promise<void>>()
  #loaded: Promise<void> | undefined
  #closed = false

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  /** Takes what an earlier session left. Nothing is sent before. */
  start(): Promise<void> {
    return (this.#loaded ??= this.#load())
  }

  /** How many commands are on their way. */
  get waiting(): number {
    return this.#count('pending')
  }

  /** In their order; another array when something changed. Confirmed ones stay until {@link settle}. */
  entries(group: string): readonly Entry[] {
    return this.#lanes.get(group)?.entries ?? empty
  }

  /**
   * A key that is there already is the same command. The promise never rejects.
   * @throws RangeError when too many are waiting
   */
  add(command: Command): Promise<Outcome> {
    const { group, key } = command
    if (this.#closed) return Promise.resolve({ ok: false, failure: closed })
    const known = this.entries(group).find((entry) => entry.command.key === key)
    if (known?.state === 'confirmed') return Promise.resolve({ ok: true, confirmation: known.confirmation })
    if (!known && this.#count('pending', 'failed') >= maxCommands)
      throw new RangeError(`${maxCommands} commands are waiting already`)
    const outcome = this.#outcomeOf(group, key)
    if (known?.state === 'failed') this.retry(group, key)
    else if (!known) this.#append({ command, state: 'pending' })
    return outcome
  }

  /** A failed command once more, at the end of the queue. */
  retry(group: string, key: string): void {
    const entry = this.#take(group, key, 'failed')
    if (entry) this.#append({ command: entry.command, state: 'pending' })
  }

  /** A failed command is forgotten. */
  discard(group: string, key: string): void {
    const entry = this.#take(group, key, 'failed')
    if (!entry) return
    this.#options.changed(group)
    void this.#options.storage.forget(entry.command)
  }

  /** Lets go of confirmed commands that are seen in the log. */
  settle(group: string, isInLog: (entry: Entry) => boolean): void {
    const lane = this.#lanes.get(group)
    if (!lane?.entries.some((entry) => entry.state === 'confirmed' && isInLog(entry))) return
    const left = lane.entries.filter((entry) => entry.state !== 'confirmed' || !isInLog(entry))
    lane.entries = left
  }

  /** What waits is tried now. */
  wake(): void {
    for (const lane of this.#lanes.values()) {
      lane.failures = 0
      lane.wake?.()
    }
  }

  close(): void {
    this.#closed = true
    this.wake()
    for (const waiting of this.#outcomes.values())
      for (const resolve of waiting) resolve({ ok: false, failure: closed })
    this.#outcomes.clear()
  }

  async #load(): Promise<void> {
    const { storage, isOurs, restored, changed } = this.#options
    for (const entry of await storage.load()) {
      const { command } = entry
      if (this.#closed || !isOurs(command)) continue
      restored(command)
      const lane = this.#lane(command.group)
      if (lane.entries.some((one) => one.command.key === command.key)) continue
      // What was typed meanwhile was typed later.
      const before = lane.entries.filter((one) => one.command.key < command.key)
      lane.entries = [...before, entry, ...lane.entries.filter((one) => !before.includes(one))]
    }
    for (const [group, lane] of this.#lanes) {
      changed(group)
      void this.#run(lane)
    }
  }

  #append(entry: Entry): void {
    const { group } = entry.command
    const lane = this.#lane(group)
    lane.entries = [...lane.entries, entry]
    this.#options.changed(group)
    this.#storing.set(entry, this.#options.storage.keep(entry))
    void this.#run(lane)
  }

  async #run(lane: Lane): Promise<void> {
    if (lane.running) return
    lane.running = true
    await this.start()
    for (let head = this.#head(lane); head && !this.#closed; head = this.#head(lane)) {
      await this.#storing.get(head)
      const attempt = await this.#options.perform(head.command)
      if (this.#closed) break
      switch (attempt.status) {
        case 'confirmed':
        case 'failed':
          lane.failures = 0
          await this.#finish(lane, head, attempt)
          break
        case 'later':
          await this.#pause(
            lane,
            attempt.afterMs ?? backoffMs(lane.failures++, this.#options.random(), retryLimits),
          )
          break
        case 'parked':
          await this.#pause(lane, undefined)
          break
      }
    }
    lane.running = false
  }

  async #finish(
    lane: Lane,
    { command }: Entry,
    attempt: Extract<Attempt, { status: 'confirmed' | 'failed' }>,
  ): Promise<void> {
    const entry: Entry =
      attempt.status === 'confirmed'
        ? { command, state: 'confirmed', confirmation: attempt.confirmation }
        : { command, state: 'failed', failure: attempt.failure }
    const entries = lane.entries.map((one) => (one.command.key === command.key ? entry : one))
    const confirmed = entries.filter(({ state }) => state === 'confirmed')
    const [oldest] = confirmed.length > maxConfirmed ? confirmed : []
    lane.entries = oldest ? entries.filter((one) => one !== oldest) : entries
    this.#options.changed(command.group)
    await (attempt.status === 'confirmed'
      ? this.#options.storage.forget(command)
      : this.#options.storage.keep(entry))
    const id = idOf(command.group, command.key)
    const waiting = this.#outcomes.get(id) ?? []
    this.#outcomes.delete(id)
    for (const resolve of waiting)
      resolve(
        attempt.status === 'confirmed'
          ? { ok: true, confirmation: attempt.confirmation }
          : { ok: false, failure: attempt.failure },
      )
  }

  #pause(lane: Lane, delayMs: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const cancel = delayMs === undefined ? undefined : this.#options.clock.after(delayMs, resolve)
      lane.wake = () => {
        cancel?.()
        resolve()
      }
    })
  }

  #take(group: string, key: string, state: Entry['state']): Entry | undefined {
    const lane = this.#lane(group)
    const entry = lane.entries.find((one) => one.command.key === key && one.state === state)
    if (!entry) return undefined
    lane.entries = lane.entries.filter((one) => one !== entry)
    return entry
  }

  #outcomeOf(group: string, key: string): Promise<Outcome> {
    const id = idOf(group, key)
    return new Promise((resolve) => {
      this.#outcomes.set(id, [...(this.#outcomes.get(id) ?? []), resolve])
    })
  }

  /** The one that is to go out next, if any. */
  #head({ entries }: Lane): Entry | undefined {
    return entries.find(({ state, command }) => state === 'pending' && this.#options.isOurs(command))
  }

  #count(...states: readonly Entry['state'][]): number {
    let count = 0
    for (const { entries } of this.#lanes.values())
      for (const { state } of entries) if (states.includes(state)) count++
    return count
  }

  #lane(group: string): Lane {
    const known = this.#lanes.get(group)
    if (known) return known
    const lane: Lane = { entries: empty, running: false, failures: 0, wake: undefined }
    this.#lanes.set(group, lane)
    return lane
  }
}

function idOf(group: string, key: string): string {
  return `${group} ${key}`
}
