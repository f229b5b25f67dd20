/**
 * Something that the person at the terminal can put right. Its message is one line that says what to do; it is
 * printed without a stack trace and ends the program with code 1.
 */
export class UserError extends Error {
  override readonly name = 'UserError'
}

/** The `code` of a Node system error (`ENOENT`, `EADDRINUSE`), or undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Text of an error for a log line. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
