export interface BackoffLimits {
  readonly firstMs: number
  readonly maxMs: number
}

/**
 * How long to wait before an attempt: twice as long each time, half of it by chance, so that those who were cut off together don't come
 * back together.
 * @param failures before this attempt, 0 for none
 * @param random from 0 to 1
 */
export function backoffMs(failures: number, random: number, { firstMs, maxMs }: BackoffLimits): number {
  const ceilingMs = Math.min(maxMs, firstMs * 2 ** Math.min(failures, 30))
  return Math.round(ceilingMs * (0.5 + random / 2))
}
