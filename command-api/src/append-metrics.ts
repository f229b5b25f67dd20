import { Counter, Gauge, type Metrics } from '@hanashi/service/metrics'
import type { LogState } from './log-state.js'

/** Gauges of the append queue, and a counter of failed attempts. */
export function appendMetrics({ registry }: Metrics, log: () => LogState): { readonly failed: () => void } {
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
  return { failed: () => failures.inc() }
}
