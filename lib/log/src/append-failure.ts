/**
 * An attempt that failed. `landed` says whether any of it can be in the log; `retriable` whether the same records may
 * be taken another time.
 */
export interface ProduceFailure {
  readonly status: 'failed'
  readonly landed: 'no' | 'unknown'
  readonly retriable: boolean
  readonly reason: string
}

/**
 * Answers to a Produce request with which the broker says that it has not written that partition's part. All others
 * (REQUEST_TIMED_OUT, NOT_ENOUGH_REPLICAS_AFTER_APPEND, KAFKA_STORAGE_ERROR …) leave it open.
 */
const notWritten: Readonly<Record<string, { readonly retriable: boolean }>> = {
  NOT_LEADER_FOR_PARTITION: { retriable: true },
  FENCED_LEADER_EPOCH: { retriable: true },
  UNKNOWN_TOPIC_OR_PARTITION: { retriable: true },
  NOT_ENOUGH_REPLICAS: { retriable: true },
  OUT_OF_ORDER_SEQUENCE_NUMBER: { retriable: true },
  INVALID_PRODUCER_EPOCH: { retriable: true },
  UNKNOWN_PRODUCER_ID: { retriable: true },
  THROTTLING_QUOTA_EXCEEDED: { retriable: true },
  MESSAGE_TOO_LARGE: { retriable: false },
  RECORD_LIST_TOO_LARGE: { retriable: false },
  CORRUPT_MESSAGE: { retriable: false },
  INVALID_RECORD: { retriable: false },
  INVALID_TIMESTAMP: { retriable: false },
  TOPIC_AUTHORIZATION_FAILED: { retriable: false },
  CLUSTER_AUTHORIZATION_FAILED: { retriable: false },
}

/**
 * @param error what kafkajs threw for a Produce request; a bug (TypeError and its like) is thrown on
 * @param partitionCount of the request: an error names one of them, the others may have been written
 */
export function classifyProduceError(error: unknown, partitionCount: number): ProduceFailure {
  if (!isKafkaError(error)) throw error
  const known = typeof error.type === 'string' ? notWritten[error.type] : undefined
  return {
    status: 'failed',
    landed: known && partitionCount === 1 ? 'no' : 'unknown',
    retriable: known?.retriable ?? true,
    reason: error.message,
  }
}

/** kafkajs marks its errors by name alone. */
export function isKafkaError(error: unknown): error is Error & { readonly type?: unknown } {
  return error instanceof Error && error.name.startsWith('KafkaJS')
}
