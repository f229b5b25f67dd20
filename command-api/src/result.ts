import type { ProblemCode } from '@hanashi/schemas/problems'

/** An expected outcome that isn't the wanted one; becomes a problem document at the edge. */
export interface Refusal {
  readonly code: ProblemCode
  /** What to do. Holds no text of a message and nothing of another user's. */
  readonly detail: string
  readonly extras?: Readonly<Record<string, unknown>>
}

export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal }

export function done<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function refuse(code: ProblemCode, detail: string, extras?: Refusal['extras']): Result<never> {
  return { ok: false, refusal: extras === undefined ? { code, detail } : { code, detail, extras } }
}
