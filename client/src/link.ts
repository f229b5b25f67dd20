import { backoffMs } from './core/backoff.js'
import type { Failure } from './core/failure.js'
import type { Clock } from './io/clock.js'
import type {
  AnswerOf,
  AskName,
  AskOf,
  OpenSocket,
  SocketConnection,
  SocketHandlers,
  SystemMessage,
} from './io/socket.js'
import type { Tokens } from './tokens.js'

export type LinkState =
  | { readonly state: 'connecting' }
  | { readonly state: 'up' }
  | { readonly state: 'waiting'; readonly retryAtMs: number; readonly why: Failure }
  | { readonly state: 'expired' }
  | { readonly state: 'closed' }

export interface LinkOptions extends Pick<SocketHandlers, 'events' | 'positions' | 'resync' | 'replay'> {
  readonly open: OpenSocket
  readonly tokens: Tokens
  readonly clock: Clock
  readonly random: () => number
  /** The state is another one. */
  readonly changed: () => void
}

const retryLimits = { firstMs: 500, maxMs: 30_000 }
/** Told to stay away, it stays away for long. */
const unwelcomeMs = 60_000
/** A connection that held this long was a good one: the next attempt comes soon. */
const goodAfterMs = 5_000
const askTimeoutMs = 40_000
const probeTimeoutMs = 4_000

/**
 * One connection after another, for ever: the next attempt comes after a while that grows and is partly chance, at once when woken. A
 * refused token is asked for anew once; where there is none it waits for one.
 */
export class Link {
  readonly #options: LinkOptions
  #state: LinkState = { state: 'connecting' }
  #connection: SocketConnection | undefined
  #opening = false
  #cancelRetry: (() => void) | undefined
  #failures = 0
  #refusals = 0
  #upSinceMs: number | undefined
  #system: SystemMessage | undefined

  constructor(options: LinkOptions) {
    this.#options = options
  }

  get state(): LinkState {
    return this.#state
  }

  start(): void {
    void this.#connect()
  }

  /** It is worth trying now: an attempt that waits is made, a connection that stands is asked whether it still does. */
  wake(): void {
    if (this.#cancelRetry) {
      this.#failures = 0
      void this.#connect()
    } else if (this.#state.state === 'up') this.#probe()
  }

  /** There is a new token. A connection that stands goes on with the old one, to its end. */
  tokenChanged(): void {
    if (this.#state.state === 'expired') void this.#connect()
  }

  ask<Name extends AskName>(
    name: Name,
    request: AskOf[Name],
    answer: (answer: AnswerOf[Name] | undefined) => void,
  ): void {
    if (this.#connection && this.#state.state === 'up')
      this.#connection.ask(name, request, askTimeoutMs, answer)
    else answer(undefined)
  }

  close(): void {
    this.#cancelRetry?.()
    this.#connection?.close()
    this.#connection = undefined
    this.#set({ state: 'closed' })
  }

  async #connect(): Promise<void> {
    if (this.#opening || this.#connection || this.#state.state === 'closed') return
    this.#opening = true
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
    // While it tries again after a failure it stays offline, until it works.
    if (this.#state.state !== 'waiting') this.#set({ state: 'connecting' })
    const answer = await this.#options.tokens.current()
    this.#opening = false
    if (this.#isClosed()) return
    switch (answer.status) {
      case 'expired':
        return this.#set({ state: 'expired' })
      case 'unavailable':
        return this.#wait(noToken)
      case 'token':
        return this.#open(answer.token)
    }
  }

  #open(token: string): void {
    const { open, clock, events, positions, resync, replay } = this.#options
    this.#system = undefined
    this.#connection = open(token, {
      events,
      positions,
      resync,
      replay,
      system: (message) => (this.#system = message),
      opened: () => {
        this.#upSinceMs = clock.nowMs()
        this.#refusals = 0
        this.#set({ state: 'up' })
      },
      closed: (why) => this.#lost(token, why),
    })
  }

  #lost(token: string, why: Failure): void {
    const { clock, tokens } = this.#options
    const upSinceMs = this.#upSinceMs
    this.#connection = undefined
    this.#upSinceMs = undefined
    if (upSinceMs !== undefined) {
      if (clock.nowMs() - upSinceMs >= goodAfterMs) this.#failures = 0
      this.#set({ state: 'connecting' })
    }
    const ended = this.#system?.code === 'token-expired'
    if (why.status !== 401 && !ended) return this.#wait(why)
    const refusal = ended ? { ...why, code: 'token-expired', status: 401 } : why
    const again = this.#refusals++ > 0
    void tokens.refused(token, refusal).then((answer) => {
      if (again && answer.status === 'token') this.#wait(refusal)
      else void this.#connect()
    })
  }

  #wait(why: Failure): void {
    if (this.#state.state === 'closed') return
    const { clock, random } = this.#options
    const { delayMs: wishedMs, reconnect = true } = this.#system ?? {}
    this.#system = undefined
    const delayMs = wishedMs ?? (reconnect ? backoffMs(this.#failures, random(), retryLimits) : unwelcomeMs)
    // After a connection was lost the first attempt comes so soon that nobody needs to hear of being offline.
    if (this.#failures > 0 || !reconnect)
      this.#set({ state: 'waiting', retryAtMs: clock.nowMs() + delayMs, why })
    this.#failures++
    this.#cancelRetry = clock.after(delayMs, () => void this.#connect())
  }

  /** After a sleep a connection may be gone without anybody having noticed. Any answer will do, a refusal too. */
  #probe(): void {
    const connection = this.#connection
    connection?.ask('unsubscribe', { group: '' }, probeTimeoutMs, (answer) => {
      if (answer !== undefined || this.#connection !== connection || !connection) return
      connection.close()
      this.#connection = undefined
      this.#upSinceMs = undefined
      this.#set({ state: 'connecting' })
      void this.#connect()
    })
  }

  /** As a call, because it changes while something is waited for. */
  #isClosed(): boolean {
    return this.#state.state === 'closed'
  }

  #set(state: LinkState): void {
    if (this.#isClosed()) return
    this.#state = state
    this.#options.changed()
  }
}

const noToken: Failure = {
  code: 'token-unavailable',
  title: 'No token could be had',
  detail: 'getToken failed; it is asked again.',
  status: 0,
}
