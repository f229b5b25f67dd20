export interface AppendLimits {
  /** Of one request; a job with more goes alone. */
  readonly maxRecordsPerSend: number
  /** Of one partition in one request: the topic's `max.message.bytes` is above it. */
  readonly maxPartitionBytesPerSend: number
  /** Of everything queued or in flight, over all lanes. */
  readonly maxQueuedRecords: number
  readonly maxQueuedBytes: number
  /** How long after it was queued a record may still be tried. */
  readonly tryForMs: number
  /** Bound of one attempt. An outcome comes after at most `tryForMs + attemptTimeoutMs`. */
  readonly attemptTimeoutMs: number
  /** Between two attempts. */
  readonly backoffMs: number
}

export const defaultAppendLimits: AppendLimits = {
  maxRecordsPerSend: 200,
  maxPartitionBytesPerSend: 900 * 1024,
  maxQueuedRecords: 20_000,
  maxQueuedBytes: 64 << 20,
  tryForMs: 5_000,
  attemptTimeoutMs: 5_000,
  backoffMs: 100,
}
