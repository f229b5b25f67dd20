import type { AppendOutcome, AppendRecord } from './append-record.js'

/**
 * Records of one partition that are written together or not at all, in their order: Kafka takes a partition's part of a
 * request whole.
 */
export interface AppendJob {
  readonly topic: string
  readonly partition: number
  readonly records: readonly AppendRecord[]
  readonly sizeBytes: number
  /** No attempt begins after this time, in milliseconds of `performance.now()`. */
  readonly deadlineMs: number
  /** Whether an attempt so far may have reached the log. */
  mayHaveLanded: boolean
  /** Sent on its own, because a request with others failed for a reason that trying again doesn't cure. */
  alone: boolean
  /** Why the last attempt failed. */
  reason: string
  settle(outcomes: readonly AppendOutcome[]): void
}

export function settleWritten(job: AppendJob, baseOffset: number): void {
  job.settle(job.records.map((_, index) => ({ status: 'written', offset: baseOffset + index })))
}

/** Settles a job that nobody will try again. */
export function settleFailed(job: AppendJob): void {
  const status = job.mayHaveLanded ? 'unknown' : 'refused'
  job.settle(job.records.map(() => ({ status, reason: job.reason })))
}
