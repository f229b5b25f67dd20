import { problemDocument, problems, type ProblemCode, type ProblemDocument } from '@hanashi/schemas/problems'

export type ProblemExtras = Readonly<Record<string, unknown>> & {
  /** Becomes the `Retry-After` header, rounded up. */
  readonly retryAfterSeconds?: number
}

/** An answer of the catalogue, thrown from anywhere below the edge. Its `detail` is shown to the caller. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly extras: ProblemExtras

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}, options?: ErrorOptions) {
    super(detail, options)
    this.code = code
    this.extras = extras
  }

  get status(): number {
    return problems[this.code].status
  }

  /** The text of an `internal` problem stays here. */
  get document(): ProblemDocument {
    const detail = this.code === 'internal' ? internalDetail : this.message
    return problemDocument(this.code, detail, this.extras)
  }
}

const internalDetail = 'The service failed to answer; the request id finds the reason in its log'

export function problem(
  code: ProblemCode,
  detail: string,
  extras?: ProblemExtras,
  options?: ErrorOptions,
): Problem {
  return new Problem(code, detail, extras, options)
}

export function isProblemCode(input: unknown): input is ProblemCode {
  return typeof input === 'string' && Object.hasOwn(problems, input)
}

/**
 * What to answer for anything thrown. An Error of another package says its code in `problemCode`, and its message is then
 * shown; whatever else is `internal`, with the error as cause and nothing of it in the document.
 */
export function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof Error && 'problemCode' in error && isProblemCode(error.problemCode)) {
    return new Problem(error.problemCode, error.message, {}, { cause: error })
  }
  if (error instanceof URIError) {
    return new Problem(
      'malformed-request',
      'The address has a percent sign without a valid code after it',
      {},
      { cause: error },
    )
  }
  return new Problem('internal', 'unexpected error', {}, { cause: error })
}

/** Headers that go with a problem: what to send with a 401, when to come again. */
export function problemHeaders({ code, status, extras }: Problem): Record<string, string> {
  const headers: Record<string, string> = {}
  if (status === 401) {
    headers['www-authenticate'] = code === 'unauthorized' ? 'Bearer' : 'Bearer error="invalid_token"'
  }
  const { retryAfterSeconds } = extras
  if (retryAfterSeconds !== undefined)
    headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfterSeconds)))
  else if (status === 503 || status === 429) headers['retry-after'] = '1'
  return headers
}
