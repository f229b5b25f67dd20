import type { EventDecoder } from '@hanashi/schemas/codec'
import type { SchemaSource } from '@hanashi/log/schema-source'

/** `learned`: decode again. `waiting`: ask again soon. `given-up`: the record is poison, for this reason. */
export type SchemaWait =
  | { readonly status: 'learned' }
  | { readonly status: 'waiting' }
  | { readonly status: 'given-up'; readonly reason: string }

export interface SchemaWaitOptions {
  readonly decoder: EventDecoder
  readonly source: SchemaSource
  /** Readers are deployed before writers, so an unknown schema is a mistake or a matter of seconds; 60 s. */
  readonly patienceMs?: number
  readonly now?: () => number
}

const maxRemembered = 1_000

/**
 * Asks the registry for schemas that this code doesn't ship, each for a bounded time from its first record on. An id that was given
 * up is asked for once more with each of its records, so that a schema registered late helps the rest.
 */
export class SchemaWaits {
  readonly #decoder: EventDecoder
  readonly #source: SchemaSource
  readonly #patienceMs: number
  readonly #now: () => number
  readonly #firstSeenMs = new Map<number, number>()

  constructor(options: SchemaWaitOptions) {
    this.#decoder = options.decoder
    this.#source = options.source
    this.#patienceMs = options.patienceMs ?? 60_000
    this.#now = options.now ?? Date.now
  }

  /** One question to the registry. */
  async ask(schemaId: number): Promise<SchemaWait> {
    const firstSeenMs = this.#firstSeenMs.get(schemaId) ?? this.#now()
    if (this.#firstSeenMs.size >= maxRemembered) this.#firstSeenMs.clear()
    this.#firstSeenMs.set(schemaId, firstSeenMs)
    const answer = await this.#source(schemaId)
    if (answer.status === 'found') {
      const reason = this.#decoder.learn(schemaId, answer.schema)
      if (reason !== undefined) return { status: 'given-up', reason }
      this.#firstSeenMs.delete(schemaId)
      return { status: 'learned' }
    }
    if (this.#now() - firstSeenMs < this.#patienceMs) return { status: 'waiting' }
    const reason = answer.status === 'unknown' ? 'the registry does not know it' : answer.reason
    return { status: 'given-up', reason: `the schema ${schemaId} stayed unknown: ${reason}` }
  }
}
