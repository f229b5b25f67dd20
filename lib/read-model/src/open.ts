import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { createPool, type PoolSettings, type ReadModelLogger } from './pool.js'
import type { ReadModelTables } from './tables/tables.js'
import { isTransient, ReadModelUnavailable } from './unavailable.js'
import { schemaName } from './version.js'

export type ReadModelSettings = PoolSettings

/**
 * Opens the serving version of the read models. Never fails because Postgres is away or not migrated yet: then everything that reads
 * throws {@link ReadModelUnavailable} until it is there, which is tried every second.
 */
export async function openReadModel(settings: ReadModelSettings): Promise<ReadModel> {
  const readModel = new ReadModel(createPool(settings), settings.logger)
  await readModel.refresh()
  readModel.follow()
  return readModel
}

/** Follows `hanashi.serving`: a swap to another version is seen within a second, or at once by whoever calls {@link refresh}. */
export class ReadModel {
  readonly pool: pg.Pool
  readonly #kysely: Kysely<ReadModelTables>
  readonly #logger: ReadModelLogger
  #schema: string | undefined
  #db: Kysely<ReadModelTables> | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false
  #saidAbsent = false

  constructor(pool: pg.Pool, logger: ReadModelLogger) {
    this.pool = pool
    this.#logger = logger
    this.#kysely = new Kysely<ReadModelTables>({ dialect: new PostgresDialect({ pool }) })
  }

  /**
   * The schema of the serving version, such as `rm_1`.
   * @throws ReadModelUnavailable until it is known
   */
  get schema(): string {
    if (this.#schema === undefined) throw new ReadModelUnavailable('no read model is being served yet')
    return this.#schema
  }

  /** @throws ReadModelUnavailable until the serving version is known */
  get db(): Kysely<ReadModelTables> {
    if (this.#db === undefined) throw new ReadModelUnavailable('no read model is being served yet')
    return this.#db
  }

  /**
   * Whether Postgres answers and a version is served. For `/ready`.
   * @throws ReadModelUnavailable with the reason
   */
  async check(): Promise<void> {
    try {
      await this.pool.query('SELECT 1')
    } catch (error) {
      throw new ReadModelUnavailable('Postgres does not answer', { cause: error })
    }
    if (this.#schema === undefined) await this.refresh()
    void this.schema
  }

  /** Reads which version is served. What was known stays known while Postgres is away. */
  async refresh(): Promise<void> {
    try {
      const { rows } = await this.pool.query<{ version: number }>('SELECT version FROM hanashi.serving')
      const version = rows[0]?.version
      if (version !== undefined) this.#use(schemaName(version))
    } catch (error) {
      if (!isTransient(error) && !isMissingTable(error)) throw error
      if (this.#schema !== undefined || this.#saidAbsent) return
      this.#saidAbsent = true
      this.#logger.info({ err: error }, 'the read model is not there yet; it is looked for each second')
    }
  }

  follow(): void {
    this.#timer = setTimeout(() => {
      this.refresh()
        .catch((error: unknown) =>
          this.#logger.warn({ err: error }, 'cannot read which read model is served'),
        )
        .finally(() => {
          if (!this.#closed) this.follow()
        })
    }, 1_000).unref()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.pool.end()
  }

  #use(schema: string): void {
    if (schema === this.#schema) return
    this.#schema = schema
    this.#db = this.#kysely.withSchema(schema)
    this.#logger.info({ schema }, 'reading from this version of the read models')
  }
}

function isMissingTable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '42P01' || error.code === '3F000')
}
