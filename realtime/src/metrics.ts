import { Counter, Gauge, type Registry } from '@hanashi/service/metrics'

/** What happens, counted. */
export interface Metrics {
  eventsOut(count: number): void
  catchUp(source: CatchUpSource): void
  disconnected(code: string): void
  message(name: string): void
  connected(): void
  closed(): void
}

export type CatchUpSource = 'memory' | 'kafka' | 'resync'

/** What is, asked for when somebody reads the metrics. */
export interface Gauges {
  readonly subscriptions: () => number
  readonly scanReaders: () => number
  readonly scansStarted: () => number
  readonly scanReads: () => number
  readonly lagRecords: () => number
  readonly memoryBytes: () => number
  readonly windowMessages: () => number
}

export function createRealtimeMetrics(registry: Registry): Metrics {
  const registers = [registry]
  const sockets = new Gauge({ name: 'realtime_sockets', help: 'Connected sockets', registers })
  const eventsOut = new Counter({
    name: 'realtime_events_out_total',
    help: 'Events handed to sockets',
    registers,
  })
  const catchUps = new Counter({
    name: 'realtime_catch_ups_total',
    help: 'Subscriptions by where they began: memory, kafka, or resync where they had to be refused',
    labelNames: ['source'] as const,
    registers,
  })
  const disconnects = new Counter({
    name: 'realtime_disconnects_total',
    help: 'Sockets that the server ended, by reason',
    labelNames: ['code'] as const,
    registers,
  })
  const messages = new Counter({
    name: 'realtime_messages_total',
    help: 'Messages of clients, by name',
    labelNames: ['name'] as const,
    registers,
  })
  return {
    eventsOut: (count) => eventsOut.inc(count),
    catchUp: (source) => catchUps.inc({ source }),
    disconnected: (code) => disconnects.inc({ code }),
    message: (name) => messages.inc({ name }),
    connected: () => sockets.inc(),
    closed: () => sockets.dec(),
  }
}

export function registerGauges(registry: Registry, gauges: Gauges): void {
  const register = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `realtime_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  register('subscriptions', 'Groups that sockets follow', gauges.subscriptions)
  register('scan_readers', 'Readers of the past that is not in memory', gauges.scanReaders)
  register('scans', 'Scans of the past that were begun, each for any number of readers', gauges.scansStarted)
  register('scan_reads', 'Chunks that scans read from Kafka', gauges.scanReads)
  register(
    'lag_records',
    'Records in the log that were not yet published, of all partitions',
    gauges.lagRecords,
  )
  register('memory_bytes', 'Memory of recent events, about', gauges.memoryBytes)
  register('window_messages', 'Messages remembered to tell copies', gauges.windowMessages)
}
