import type { Parsed } from '@hanashi/schemas/brand'
import type { ProblemCode } from '@hanashi/schemas/problems'
import { problem } from '@hanashi/service/problem'
import type { Result } from '../result.js'

/** @throws Problem for a refusal */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  const { code, detail, extras } = result.refusal
  throw problem(code, detail, extras)
}

/** @throws Problem for what doesn't parse */
export function parsedOr<T>(code: ProblemCode, parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value
  throw problem(code, parsed.reason)
}
