/**
 * - `offset-out-of-range`: the log doesn't have that offset: deleted by retention, or beyond its end.
 * - `unknown-topic`: the topic isn't there.
 * - `unavailable`: no connection, a time-out, a leader that moved; asking again may help.
 */
export type FetchErrorKind = 'offset-out-of-range' | 'unknown-topic' | 'unavailable'

export class FetchError extends Error {
  readonly kind: FetchErrorKind

  constructor(kind: FetchErrorKind, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'FetchError'
    this.kind = kind
  }
}

/** A bug (TypeError and its like) is thrown as it is. */
export function toFetchError(error: unknown): FetchError {
  if (error instanceof FetchError) return error
  if (!(error instanceof Error) || !error.name.startsWith('KafkaJS')) throw error
  const type = 'type' in error ? error.type : undefined
  if (error.name === 'KafkaJSOffsetOutOfRange' || type === 'OFFSET_OUT_OF_RANGE') {
    return new FetchError('offset-out-of-range', error.message, error)
  }
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION') return new FetchError('unknown-topic', error.message, error)
  return new FetchError('unavailable', error.message, error)
}
