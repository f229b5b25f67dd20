import pg from 'pg'
import { clientConfig, type ReadModelLogger } from './pool.js'

export interface ListenerSettings {
  readonly databaseUrl: string
  readonly logger: ReadModelLogger
  /** Lower-case names without blanks. */
  readonly channels: readonly string[]
  /** At every (new) connection, after it listens: what was told before is not told again. */
  readonly onListening: () => Promise<void> | void
  readonly onNotice: (channel: string, payload: string) => void
}

/** One connection that listens, for as long as it is wanted; a lost one is made again, after 0.1 s at first and 5 s at most. */
export class Listener {
  readonly #settings: ListenerSettings
  #client: pg.Client | undefined
  #timer: NodeJS.Timeout | undefined
  #retryMs = firstRetryMs
  #closed = false

  constructor(settings: ListenerSettings) {
    this.#settings = settings
  }

  /** Resolves when it listens, or when the first attempt has failed and another one will follow. */
  start(): Promise<void> {
    return this.#connect()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    const client = this.#client
    this.#client = undefined
    await client?.end()
  }

  async #connect(): Promise<void> {
    const client = new pg.Client(clientConfig({ ...this.#settings, applicationName: 'hanashi listener' }))
    this.#client = client
    client.on('error', (error) => this.#lost(client, error))
    client.on('end', () => this.#lost(client, undefined))
    client.on('notification', ({ channel, payload }) => this.#settings.onNotice(channel, payload ?? ''))
    try {
      await client.connect()
      for (const channel of this.#settings.channels) await client.query(`LISTEN ${channel}`)
      this.#retryMs = firstRetryMs
      await this.#settings.onListening()
    } catch (error) {
      this.#lost(client, error)
    }
  }

  #lost(client: pg.Client, error: unknown): void {
    if (this.#closed || this.#client !== client) return
    this.#client = undefined
    this.#settings.logger.warn({ err: error, retryMs: this.#retryMs }, 'the connection that listens was lost')
    client.end().catch((endError: unknown) => {
      this.#settings.logger.info({ err: endError }, 'the lost connection could not be closed')
    })
    this.#timer = setTimeout(() => void this.#connect(), this.#retryMs).unref()
    this.#retryMs = Math.min(this.#retryMs * 2, maxRetryMs)
  }
}

const firstRetryMs = 100
const maxRetryMs = 5_000
