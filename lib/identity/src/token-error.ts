import type { ProblemCode } from '@hanashi/schemas/problems'

/**
 * Why a token was refused, in words that tell a caller what to do and an attacker nothing: which check failed is in
 * `cause` alone. `problemCode` is what the HTTP edge and the socket answer with.
 */
export class TokenError extends Error {
  override readonly name = 'TokenError'
  readonly problemCode: Extract<
    ProblemCode,
    'unauthorized' | 'invalid-token' | 'token-expired' | 'upstream-unavailable'
  >

  constructor(problemCode: TokenError['problemCode'], options?: ErrorOptions) {
    super(details[problemCode], options)
    this.problemCode = problemCode
  }
}

const details = {
  unauthorized: 'Send the header Authorization: Bearer TOKEN',
  'invalid-token': 'The token was not accepted; ask for a new one',
  'token-expired': 'The token has expired; ask for a new one',
  'upstream-unavailable': 'The keys that check tokens cannot be fetched at the moment',
} as const
