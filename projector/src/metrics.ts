import { Counter, Gauge, Histogram, type Metrics } from '@hanashi/service/metrics'

/** What the projection counts; those of prom-client fit. */
export interface ProjectionMetrics {
  readonly events: { inc(by: number): void }
  readonly batchSize: { observe(entries: number): void }
  readonly lag: {
    set(labels: { readonly kind: string; readonly partition: string }, records: number): void
    reset(): void
  }
  readonly parked: { inc(): void }
  readonly fenced: { inc(): void }
  readonly databaseRetries: { inc(): void }
}

export function createProjectionMetrics({ registry }: Metrics): ProjectionMetrics {
  const registers = [registry]
  return {
    events: new Counter({ name: 'projector_events_total', help: 'Records projected or parked', registers }),
    batchSize: new Histogram({
      name: 'projector_batch_events',
      help: 'Records in a transaction',
      buckets: [1, 5, 20, 100, 500, 1_000, 2_000],
      registers,
    }),
    lag: new Gauge({
      name: 'projector_lag_records',
      help: 'Records in the log that are not projected yet, as of the last batch',
      labelNames: ['kind', 'partition'],
      registers,
    }),
    parked: new Counter({ name: 'projector_parked_total', help: 'Records parked', registers }),
    fenced: new Counter({
      name: 'projector_fenced_total',
      help: 'Batches that another projector had done already',
      registers,
    }),
    databaseRetries: new Counter({
      name: 'projector_database_retries_total',
      help: 'Transactions that Postgres could not take and that were tried again',
      registers,
    }),
  }
}
