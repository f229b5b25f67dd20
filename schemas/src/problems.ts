/**
 * The one catalogue of errors (RFC 9457 `code` members). `retryable` says that the same request may succeed later
 * without being changed; a retried command carries the same `Idempotency-Key`.
 */
export const problems = {
  'malformed-json': { status: 400, retryable: false, title: 'The body is not valid JSON' },
  'invalid-utf8': { status: 400, retryable: false, title: 'The body is not valid UTF-8' },
  'malformed-request': { status: 400, retryable: false, title: 'The request cannot be read' },
  'invalid-group': { status: 400, retryable: false, title: 'That is not a group id' },
  'invalid-message-id': { status: 400, retryable: false, title: 'That is not a message id' },
  'invalid-position': { status: 400, retryable: false, title: 'That is not a position of this group' },
  'invalid-cursor': { status: 400, retryable: false, title: 'That is not a cursor of this group' },
  'invalid-query': { status: 400, retryable: false, title: 'A query parameter is not valid' },
  'invalid-header': { status: 400, retryable: false, title: 'A header is not valid' },
  'invalid-idempotency-key': { status: 400, retryable: false, title: 'The Idempotency-Key is not a UUID' },
  unauthorized: { status: 401, retryable: false, title: 'A bearer token is needed' },
  'invalid-token': { status: 401, retryable: false, title: 'The token is not valid' },
  'token-expired': { status: 401, retryable: false, title: 'The token has expired' },
  forbidden: { status: 403, retryable: false, title: 'Not allowed' },
  'not-the-author': { status: 403, retryable: false, title: 'Only the author may do this' },
  'missing-scope': { status: 403, retryable: false, title: 'The token lacks a scope' },
  'not-found': { status: 404, retryable: false, title: 'There is nothing here' },
  'message-not-found': { status: 404, retryable: false, title: 'There is no such message' },
  'user-not-found': { status: 404, retryable: false, title: 'There is no such user' },
  'group-not-found': { status: 404, retryable: false, title: 'There is no such group' },
  'method-not-allowed': { status: 405, retryable: false, title: 'The method is not allowed here' },
  'username-taken': { status: 409, retryable: false, title: 'The username is taken' },
  'message-deleted': { status: 409, retryable: false, title: 'The message has been deleted' },
  superseded: { status: 409, retryable: false, title: 'A later request took the place of this one' },
  'resync-needed': { status: 410, retryable: false, title: 'Take a page and subscribe from its position' },
  'position-gone': {
    status: 410,
    retryable: false,
    title: 'The position is of another generation of the log',
  },
  'version-mismatch': { status: 412, retryable: false, title: 'The message has another version' },
  'body-too-large': { status: 413, retryable: false, title: 'The body is too large' },
  'unsupported-media-type': {
    status: 415,
    retryable: false,
    title: 'The body must be application/json in UTF-8',
  },
  'invalid-body': { status: 422, retryable: false, title: 'The body does not fit the schema' },
  'invalid-text': { status: 422, retryable: false, title: 'The text is not allowed' },
  'invalid-username': { status: 422, retryable: false, title: 'The username is not allowed' },
  'reserved-username': { status: 422, retryable: false, title: 'The username is reserved' },
  'reply-not-found': { status: 422, retryable: false, title: 'The message replied to is not in this group' },
  'unknown-author': { status: 422, retryable: false, title: 'There is no such author' },
  'key-reused': { status: 422, retryable: false, title: 'The Idempotency-Key was used for something else' },
  'too-many-requests': { status: 429, retryable: true, title: 'Too many requests' },
  'headers-too-large': { status: 431, retryable: false, title: 'The headers are too large' },
  internal: { status: 500, retryable: true, title: 'Something went wrong on our side' },
  'log-unavailable': { status: 503, retryable: true, title: 'The log does not answer; nothing was written' },
  'outcome-unknown': {
    status: 503,
    retryable: true,
    title: 'It is not known whether the command was written',
  },
  'read-model-unavailable': { status: 503, retryable: true, title: 'The read model does not answer' },
  'projection-behind': { status: 503, retryable: true, title: 'The projection has not got there yet' },
  'group-parked': { status: 503, retryable: true, title: 'The group waits for an operator' },
  overloaded: { status: 503, retryable: true, title: 'Too much is waiting already' },
  stopping: { status: 503, retryable: true, title: 'This instance is stopping' },
  'upstream-unavailable': {
    status: 503,
    retryable: true,
    title: 'A service behind this one does not answer',
  },
  'position-timeout': { status: 504, retryable: true, title: 'The position was not reached in time' },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>

export type ProblemCode = keyof typeof problems

/** RFC 9457. `type` is `urn:hanashi:problem:` and the code; `detail` says what to do. */
export interface ProblemDocument {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ProblemCode
  readonly [extra: string]: unknown
}

export function problemDocument(
  code: ProblemCode,
  detail: string,
  extras: Readonly<Record<string, unknown>> = {},
): ProblemDocument {
  const { status, title } = problems[code]
  return { ...extras, type: `urn:hanashi:problem:${code}`, title, status, detail, code }
}
