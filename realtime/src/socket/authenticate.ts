import { TokenError } from '@hanashi/identity/token-error'
import type { Verifier } from '@hanashi/identity/verifier'
import type { Identity } from '@hanashi/identity/identity'
import { problemDocument, type ProblemDocument } from '@hanashi/schemas/problems'

/** What Socket.IO hands to the client as `connect_error`: its `data` is the problem document. */
export class ConnectRefused extends Error {
  override readonly name = 'ConnectRefused'
  readonly data: ProblemDocument

  constructor(data: ProblemDocument) {
    super(data.code)
    this.data = data
  }
}

/** @throws ConnectRefused */
export async function authenticate(
  auth: Readonly<Record<string, unknown>>,
  verifier: Verifier,
): Promise<{ readonly token: string; readonly identity: Identity }> {
  const token = Object.hasOwn(auth, 'token') ? auth['token'] : undefined
  if (typeof token !== 'string' || token === '') {
    throw new ConnectRefused(problemDocument('unauthorized', 'Connect with auth: { token }.'))
  }
  try {
    return { token, identity: await verifier.verify(token) }
  } catch (error) {
    if (!(error instanceof TokenError)) throw error
    throw new ConnectRefused(problemDocument(error.problemCode, error.message))
  }
}
