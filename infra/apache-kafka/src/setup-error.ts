/** Something on this machine stands in the way. The message is one line that says what to do about it. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}

export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
