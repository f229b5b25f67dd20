import { isTransient } from '@hanashi/read-model/unavailable'

/** Whether Postgres can't be asked now but may be later: it is away, or our tables aren't made yet. */
export function isPostgresAway(error: unknown): boolean {
  return isTransient(error) || isTableMissing(error)
}

export function isTableMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '42P01' || error.code === '3F000')
}
