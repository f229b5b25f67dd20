import type { TopicSettings } from '../topics/settings.js'

interface Sized {
  readonly sizeBytes: number
  readonly maxTimestamp: number
}

/**
 * How many segments from the oldest on are due: those whose newest record is older than `retention.ms`, and those without which the rest
 * still has `retention.bytes`. As in Kafka, only time may take the active one.
 */
export function expiredSegments(segments: readonly Sized[], settings: TopicSettings, nowMs: number): number {
  if (!settings.deletes) return 0
  const isOld = (segment: Sized): boolean =>
    settings.retentionMs >= 0 && segment.sizeBytes > 0 && nowMs - segment.maxTimestamp > settings.retentionMs
  let expired = 0
  for (const segment of segments) {
    if (!isOld(segment)) break
    expired++
  }
  let excessBytes =
    segments.slice(expired).reduce((sum, segment) => sum + segment.sizeBytes, 0) - settings.retentionBytes
  if (settings.retentionBytes < 0) return expired
  while (expired < segments.length - 1) {
    const sizeBytes = segments[expired]?.sizeBytes ?? Infinity
    if (excessBytes < sizeBytes) break
    excessBytes -= sizeBytes
    expired++
  }
  return expired
}
