/** What the projection counts; prom-client's types fit. */
export interface ProjectionMetrics {
  readonly events: { inc(by: number): void }
  readonly batchSize: { observe(entries: number): void }
  readonly lag: { set(labels: { readonly kind: string; readonly partition: string }, records: number): void }
  readonly parked: { inc(): void }
  readonly fenced: { inc(): void }
  readonly databaseRetries: { inc(): void }
}
