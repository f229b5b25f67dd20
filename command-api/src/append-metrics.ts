import { Counter, Gauge, Histogram, type Metrics } from '@hanashi/service/metrics'
import type { LogState } from './log-state.js'

export interface AppendMeasures {
  readonly failed: () => void
  readonly written: (written: { readonly records: number; readonly elapsedMs: number }) => void
}

/** Gauges of the append queue, how long and how large writes are, and a counter of failed attempts. */
export function appendMetrics({ registry }: Metrics, log: () => LogState): AppendMeasures {
  const queued = (
    name: string,
    help: string,
    read: (state: Extract<LogState, { status: 'open' }>) => number,
  ) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        const state = log()
        this.set(state.status === 'open' ? read(state) : 0)
      },
    })
  queued(
    'append_queued_records',
    'Records that wait for Kafka’s acknowledgement',
    ({ appender }) => appender.queuedRecords,
  )
  queued('append_queued_bytes', 'Their bytes', ({ appender }) => appender.queuedBytes)
  queued(
    'append_failing_seconds',
    'For how long every attempt has failed',
    ({ appender }) => appender.failingForMs / 1_000,
  )
  const failures = new Counter({
    name: 'append_failures_total',
    help: 'Attempts to append that failed, whether or not a later one succeeded',
    registers: [registry],
  })
  const seconds = new Histogram({
    name: 'append_seconds',
    help: 'Time from the send of a batch to its acknowledgement by all in-sync replicas',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  const batch = new Histogram({
    name: 'append_batch_records',
    help: 'Records that were acknowledged together',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers: [registry],
  })
  return {
    failed: () => failures.inc(),
    written: ({ records, elapsedMs }) => {
      seconds.observe(elapsedMs / 1_000)
      batch.observe(records)
    },
  }
}
