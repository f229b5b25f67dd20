import type { IHeaders, KafkaMessage } from 'kafkajs'
import { headerName } from '@hanashi/schemas/topics'

/** A record as it is in the log, not decoded. Its buffers are slices of a whole response: copy what you keep. */
export interface LogRecord {
  readonly offset: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** SHA-256 of the writer schema, 32 bytes. */
  readonly fingerprint: Buffer | undefined
  readonly traceparent: string | undefined
  /** The producer's time, in milliseconds since the epoch. */
  readonly timestampMs: number
}

export function toLogRecord(
  message: Pick<KafkaMessage, 'offset' | 'key' | 'value' | 'timestamp' | 'headers'>,
): LogRecord {
  return {
    offset: Number(message.offset),
    key: message.key,
    value: message.value,
    fingerprint: header(message.headers, headerName.schema),
    traceparent: header(message.headers, headerName.traceparent)?.toString('latin1'),
    timestampMs: Number(message.timestamp),
  }
}

function header(headers: IHeaders | undefined, name: string): Buffer | undefined {
  const value = headers?.[name]
  const first = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? Buffer.from(first, 'utf8') : first
}
