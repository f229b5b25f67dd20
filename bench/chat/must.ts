import type { Parsed } from '@hanashi/schemas/brand'

/** @throws Error where the bench itself made something that isn't right */
export function must<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.value
}

/** @throws Error saying what is missing */
export function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is missing`)
  return value
}
