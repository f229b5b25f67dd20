declare const brand: unique symbol

/** A string that only its parse function makes. */
export type Brand<Name extends string> = string & { readonly [brand]: Name }

/** What a parse function says of bad input: a sentence for the caller, never the input itself. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string }

export function accepted<T>(value: T): Parsed<T> {
  return { ok: true, value }
}

export function refused(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason }
}
