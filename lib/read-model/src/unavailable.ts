/** The database, or the read models in it, can't be asked at the moment; the same question may be answered later. */
export class ReadModelUnavailable extends Error {
  override readonly name = 'ReadModelUnavailable'
}

/**
 * Whether a failure says that the database is away, full or busy, not that the statement is wrong: the same statement may succeed later.
 * SQLSTATE classes 08 connection, 25006 read only, 40 rollback, 53 resources, 55 not in the state, 57 intervention (57014 is a time-out),
 * 58 system, XX internal.
 */
export function isTransient(error: unknown): boolean {
  if (error instanceof ReadModelUnavailable) return true
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  // Errors of sockets; no SQLSTATE begins with E.
  if (code.startsWith('E')) return true
  return code === '' ? transientMessage.test(error.message) : transientState.test(code)
}

const transientState = /^(?:08|25006|28|3D|40|53|55|57|58|72|XX)/

// What pg and pg-pool throw without a code.
const transientMessage =
  /connection|terminat|timeout|timed out|not queryable|has already been closed|Cannot use a pool after/i
