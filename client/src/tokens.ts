import { backoffMs } from './core/backoff.js'
import { unreachable, type Failure } from './core/failure.js'
import { readClaims, type TokenClaims } from './core/token-claims.js'
import type { Clock } from './io/clock.js'

/** Gives a token; undefined where there is none to be had, so that a person has to sign in. Rejects where it could not be asked for. */
export type GetToken = () => Promise<string | undefined> | string | undefined

export type TokenAnswer =
  | { readonly status: 'token'; readonly token: string }
  | { readonly status: 'expired' }
  | { readonly status: 'unavailable' }

export interface TokensOptions {
  readonly token?: string
  readonly getToken?: GetToken
  readonly clock: Clock
  readonly random: () => number
  /** There is another token, or none any more. */
  readonly changed: () => void
  readonly warn: (message: string, error: unknown) => void
}

const retryLimits = { firstMs: 1_000, maxMs: 60_000 }
/** A token is renewed this long before its end, or when a fifth of its time is left. */
const renewBeforeMs = 60_000

/**
 * The present token. Only the server says that one is no good: the clock here may be wrong, so it only decides when to ask for the
 * next one.
 */
export class Tokens {
  readonly #options: TokensOptions
  #token: string | undefined
  #refusal: Failure | undefined
  #asking: Promise<TokenAnswer> | undefined
  #cancelRenewal: () => void = () => undefined
  #renewalFailures = 0
  #closed = false

  constructor(options: TokensOptions) {
    this.#options = options
    if (options.token !== undefined) this.#take(options.token)
  }

  get claims(): TokenClaims | undefined {
    return this.#token === undefined ? undefined : readClaims(this.#token)
  }

  /** Why there is no token that the server takes; undefined while there may be one. */
  get refusal(): Failure | undefined {
    return this.#refusal
  }

  async current(): Promise<TokenAnswer> {
    if (this.#refusal) return { status: 'expired' }
    if (this.#token !== undefined) return { status: 'token', token: this.#token }
    return this.#ask(undefined, signInAgain)
  }

  /** The server didn't take `token`: another one is asked for, once. */
  async refused(token: string, why: Failure): Promise<TokenAnswer> {
    if (token !== this.#token) return this.current()
    this.#token = undefined
    return this.#ask(token, why)
  }

  /** A token from outside, such as after signing in again. */
  set(token: string): void {
    this.#take(token)
    this.#options.changed()
  }

  close(): void {
    this.#closed = true
    this.#cancelRenewal()
  }

  #ask(refused: string | undefined, why: Failure): Promise<TokenAnswer> {
    return (this.#asking ??= this.#askOnce(refused, why).finally(() => (this.#asking = undefined)))
  }

  async #askOnce(refused: string | undefined, why: Failure): Promise<TokenAnswer> {
    const { getToken, warn, changed } = this.#options
    try {
      const token = await getToken?.()
      if (token === undefined || token === refused) {
        this.#expire(why)
        return { status: 'expired' }
      }
      this.#take(token)
      changed()
      return { status: 'token', token }
    } catch (error) {
      // What an application's function throws is its own; it is told, and asked again later.
      warn('getToken failed', error)
      return { status: 'unavailable' }
    }
  }

  #take(token: string): void {
    this.#token = token
    this.#refusal = undefined
    this.#renewalFailures = 0
    this.#planRenewal()
  }

  #expire(why: Failure): void {
    this.#token = undefined
    this.#refusal = why
    this.#options.changed()
  }

  #planRenewal(): void {
    this.#cancelRenewal()
    const { clock, getToken } = this.#options
    const expiresAtMs = this.claims?.expiresAtMs
    if (this.#closed || !getToken || expiresAtMs === undefined) return
    const leftMs = expiresAtMs - clock.nowMs()
    const delayMs = leftMs - Math.min(renewBeforeMs, leftMs / 5)
    if (delayMs > 0) this.#cancelRenewal = clock.after(delayMs, () => void this.#renew())
  }

  /** Ahead of time: whatever comes of it, the present token goes on. */
  async #renew(): Promise<void> {
    const { clock, getToken, random, changed, warn } = this.#options
    try {
      const token = await getToken?.()
      if (this.#closed || token === undefined || token === this.#token) return
      this.#take(token)
      changed()
    } catch (error) {
      warn('getToken failed', error)
      if (this.#closed) return
      const delayMs = backoffMs(this.#renewalFailures++, random(), retryLimits)
      this.#cancelRenewal = clock.after(delayMs, () => void this.#renew())
    }
  }
}

const signInAgain: Failure = {
  ...unreachable,
  code: 'token-expired',
  title: 'There is no token',
  detail: 'Give a new one with setToken().',
  status: 401,
}
