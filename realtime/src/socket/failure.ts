import { problemDocument, type ProblemCode } from '@hanashi/schemas/problems'
import type { Failed } from '@hanashi/schemas/socket'

/** The answer of a message that failed. */
export function failure(
  code: ProblemCode,
  detail: string,
  extras?: Readonly<Record<string, unknown>>,
): Failed {
  return { ok: false, error: problemDocument(code, detail, extras) }
}
