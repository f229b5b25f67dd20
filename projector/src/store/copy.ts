import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { ReadModelTables } from '@hanashi/read-model/tables/tables'
import { CopyWriter } from './copy-writer.js'

export interface CopyTarget<Table extends keyof ReadModelTables, Row> {
  readonly table: Table
  /** In the order in which `write` writes them. */
  readonly columns: readonly (keyof ReadModelTables[Table] & string)[]
  readonly write: (writer: CopyWriter, row: Row) => void
}

/** Writes rows that are known not to be there. No row: no question to the database. */
export async function copyRows<Table extends keyof ReadModelTables, Row>(
  client: ClientBase,
  schema: string,
  target: CopyTarget<Table, Row>,
  rows: Iterable<Row>,
): Promise<void> {
  const writer = new CopyWriter()
  for (const row of rows) {
    writer.row(target.columns.length)
    target.write(writer, row)
  }
  if (writer.rows === 0) return
  const sql = `COPY ${schema}.${target.table} (${target.columns.join(', ')}) FROM STDIN WITH (FORMAT binary)`
  const stream = client.query(copyFrom(sql))
  await new Promise<void>((resolve, reject) => {
    stream.on('error', reject)
    stream.on('finish', resolve)
    stream.end(writer.finish())
  })
}
