import { type Exit, describeExit } from './child.js'
import { errorText } from './errors.js'

export interface Running {
  readonly pid: number
  readonly exited: Promise<Exit>
  /** Ends it in order; fulfilled when it is gone. */
  readonly stop: () => Promise<void>
}

/** A part of the stack that runs as a process. */
export interface Part {
  readonly name: string
  /** What others reach it by, for the reader. */
  readonly address: string
  /** Parts of a higher stage are stopped first. */
  readonly stage: number
  /** Fulfilled when it is ready for those that need it; rejected, with nothing left running, when it can't. */
  readonly start: () => Promise<Running>
  readonly isReady: () => Promise<boolean>
}

type State =
  | { readonly status: 'stopped' }
  | { readonly status: 'starting' }
  | { readonly status: 'running'; readonly running: Running; readonly sinceMs: number }
  | { readonly status: 'waiting'; readonly timer: NodeJS.Timeout }

/** A part that ran this long starts again at once when it ends; the waits double from 1 s to 30 s otherwise. */
const steadyAfterMs = 60_000
const firstWaitMs = 1_000
const longestWaitMs = 30_000

/** Keeps a part running: when it ends without having been told to, that is said and it is started again. */
export class Supervised {
  readonly #part: Part
  readonly #say: (line: string) => void
  #state: State = { status: 'stopped' }
  #nextWaitMs = firstWaitMs
  #wanted = false
  #work: Promise<void> = Promise.resolve()

  constructor(part: Part, say: (line: string) => void) {
    this.#part = part
    this.#say = say
  }

  get part(): Part {
    return this.#part
  }

  get status(): State['status'] {
    return this.#state.status
  }

  get pid(): number | undefined {
    return this.#state.status === 'running' ? this.#state.running.pid : undefined
  }

  get uptimeMs(): number | undefined {
    return this.#state.status === 'running' ? performance.now() - this.#state.sinceMs : undefined
  }

  /** The first start: rejected when it fails, and not tried again. */
  start(): Promise<void> {
    this.#wanted = true
    return this.#inTurn(() => this.#launch())
  }

  stop(): Promise<void> {
    this.#wanted = false
    return this.#inTurn(() => this.#end())
  }

  /** Rejected when it doesn't come up again; it is then tried again as after a crash. */
  restart(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#end()
      if (!this.#wanted) return
      try {
        await this.#launch()
      } catch (error) {
        this.#startAgainLater(`didn't start`)
        throw error
      }
    })
  }

  async #launch(): Promise<void> {
    this.#state = { status: 'starting' }
    try {
      const running = await this.#part.start()
      this.#state = { status: 'running', running, sinceMs: performance.now() }
      void running.exited.then((exit) => this.#onExit(running, exit))
    } catch (error) {
      this.#state = { status: 'stopped' }
      throw error
    }
  }

  async #end(): Promise<void> {
    const state = this.#state
    this.#state = { status: 'stopped' }
    if (state.status === 'running') await state.running.stop()
    if (state.status === 'waiting') clearTimeout(state.timer)
  }

  #onExit(running: Running, exit: Exit): void {
    if (this.#state.status !== 'running' || this.#state.running !== running) return
    if (performance.now() - this.#state.sinceMs > steadyAfterMs) this.#nextWaitMs = firstWaitMs
    this.#startAgainLater(`ended with ${describeExit(exit)}`)
  }

  #startAgainLater(why: string): void {
    const waitMs = this.#nextWaitMs
    this.#nextWaitMs = Math.min(waitMs * 2, longestWaitMs)
    this.#say(`${this.#part.name} ${why}; starting it again in ${waitMs / 1_000} s.`)
    this.#state = {
      status: 'waiting',
      timer: setTimeout(() => void this.#inTurn(() => this.#again()), waitMs),
    }
  }

  async #again(): Promise<void> {
    if (!this.#wanted || this.#state.status !== 'waiting') return
    try {
      await this.#launch()
      this.#say(`${this.#part.name} runs again.`)
    } catch (error) {
      this.#startAgainLater(`didn't start (${errorText(error)})`)
    }
  }

  /** One thing at a time: a stop waits for a start that is under way. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.#work.then(work)
    this.#work = Promise.allSettled([result]).then(() => undefined) // An error is for the caller.
    return result
  }
}
