/** The version of the read models that this code makes: a Postgres schema `rm_N` with tables, progress and parked rows of its own. */
export const readModelVersion = 1

export function schemaName(version: number): string {
  if (!Number.isInteger(version) || version < 1)
    throw new RangeError('a read-model version is a whole number from 1')
  return `rm_${version}`
}
