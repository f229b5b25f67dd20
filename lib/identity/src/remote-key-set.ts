import { parseKeySet, type PublicKeyAlgorithm, type PublicKeys } from './key-set.js'

export interface RemoteKeySetOptions {
  readonly url: URL
  readonly algorithm: PublicKeyAlgorithm
  readonly timeoutMs?: number
  /** How long fetched keys are used without asking again. */
  readonly maxAgeMs?: number
  /** At most one fetch in this time, however many tokens name a key that isn't there. */
  readonly cooldownMs?: number
  readonly now?: () => number
}

const maxBytes = 256 * 1024

/**
 * A key set behind a URL. One fetch at a time; keys that were fetched stay in use while the URL doesn't answer, so that
 * an outage of the issuer refuses nobody. A key that isn't known is looked for once in `cooldownMs`.
 */
export class RemoteKeySet {
  readonly #options: Required<RemoteKeySetOptions>
  #keys: PublicKeys | undefined
  #fetchedAt = -Infinity
  #triedAt = -Infinity
  #fetching: Promise<void> | undefined

  constructor(options: RemoteKeySetOptions) {
    this.#options = {
      timeoutMs: 5_000,
      maxAgeMs: 10 * 60_000,
      cooldownMs: 10_000,
      now: Date.now,
      ...options,
    }
  }

  /** @throws Error when no keys have ever been fetched and the URL doesn't answer with a key set */
  async keysFor(kid: string): Promise<PublicKeys> {
    const { now, maxAgeMs } = this.#options
    if (this.#keys === undefined) await this.#refresh()
    else if (!this.#keys.has(kid) || now() - this.#fetchedAt > maxAgeMs) {
      await this.#refresh().catch((error: unknown) => {
        if (this.#keys === undefined) throw error
      })
    }
    if (this.#keys === undefined) throw new Error('no key set yet')
    return this.#keys
  }

  async #refresh(): Promise<void> {
    const { now, cooldownMs } = this.#options
    if (this.#fetching === undefined) {
      if (now() - this.#triedAt < cooldownMs) return
      this.#triedAt = now()
      this.#fetching = this.#fetch().finally(() => {
        this.#fetching = undefined
      })
    }
    await this.#fetching
  }

  async #fetch(): Promise<void> {
    const { url, algorithm, timeoutMs, now } = this.#options
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
    if (!response.ok) throw new Error(`the key set's address answered ${response.status}`)
    this.#keys = parseKeySet(await boundedText(response), algorithm)
    this.#fetchedAt = now()
  }
}

async function boundedText(response: Response): Promise<string> {
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const next = await reader?.read()
    if (next?.value === undefined) return Buffer.concat(chunks).toString('utf8')
    size += next.value.length
    if (size > maxBytes) {
      await reader?.cancel()
      throw new Error(`the key set is larger than ${maxBytes} bytes`)
    }
    chunks.push(next.value)
  }
}
