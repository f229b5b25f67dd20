import type { QueryResultRow } from 'pg'
import type { ReadModel } from '@hanashi/read-model/open'
import { isTransient } from '@hanashi/read-model/unavailable'
import { problem } from '@hanashi/service/problem'

/** A question that is prepared once on each connection. */
export interface Question {
  /** Names the text below: never the same for two texts. */
  readonly name: string
  /** @param schema such as `rm_1` */
  readonly sql: (schema: string) => string
}

export type Ask = <Row extends QueryResultRow>(
  question: Question,
  values: readonly unknown[],
) => Promise<readonly Row[]>

/** Asks the serving version of the read models. @throws Problem `read-model-unavailable` while Postgres is away */
export function createAsk(readModel: Pick<ReadModel, 'schema' | 'pool'>): Ask {
  const texts = new Map<string, string>()
  return async <Row extends QueryResultRow>(question: Question, values: readonly unknown[]) => {
    try {
      const { schema } = readModel
      const name = `${question.name}_${schema}`
      const text = texts.get(name) ?? question.sql(schema)
      texts.set(name, text)
      const { rows } = await readModel.pool.query<Row>({ name, text, values: [...values] })
      return rows
    } catch (error) {
      if (isTransient(error)) throw unavailable(error)
      throw error
    }
  }
}

export function unavailable(cause?: unknown) {
  return problem('read-model-unavailable', 'The read model does not answer; ask again soon', {}, { cause })
}
