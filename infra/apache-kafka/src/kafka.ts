import type { Exit } from './java-process.js'
import { untilReady } from './java-process.js'
import { askBrokerCount } from './metadata.js'
import { startNode } from './node.js'
import { clusterId, requireWritable } from './storage.js'

export { findJava } from './java.js'

const readyTimeoutMs = 90_000

export interface ApacheKafkaOptions {
  /** Where the log is kept. It is formatted when it is new and used again when it isn't. */
  readonly dataDir: string
  /** Where the class path that Maven resolved is kept (`.data/apache-kafka` in the local stack). */
  readonly cacheDir: string
  readonly port: number
  readonly controllerPort: number
  /** Added to server.properties; wins over what is there. */
  readonly properties?: Readonly<Record<string, string>>
  /** Every line that the broker prints. */
  readonly onLine?: (line: string) => void
}

export interface ApacheKafka {
  /** `127.0.0.1:PORT`, as KAFKA_BROKERS takes it. */
  readonly brokers: string
  readonly pid: number
  /** SIGTERM, and SIGKILL after 20 s. Resolves when the broker has ended. */
  stop(): Promise<void>
  /** Resolves when the broker has ended, wanted or not. */
  readonly exited: Promise<Exit>
}

/**
 * Starts one Apache Kafka broker on 127.0.0.1 and resolves when it answers clients. What was acknowledged is there
 * again after a restart with the same `dataDir`. Throws a SetupError, one line that says what to do, where Java or Maven is
 * missing or too old, a port is in use, or the folder can't be written.
 */
export async function startApacheKafka(options: ApacheKafkaOptions): Promise<ApacheKafka> {
  await requireWritable(options.dataDir)
  const java = await startNode({
    dataDir: options.dataDir,
    cacheDir: options.cacheDir,
    clusterId: await clusterId(options.dataDir),
    index: 0,
    nodes: [options],
    extra: options.properties,
    onLine: options.onLine,
  })
  const answers = async (): Promise<boolean> => ((await askBrokerCount(options.port, 1_000)) ?? 0) >= 1
  await untilReady('Apache Kafka', java, answers, readyTimeoutMs)
  return {
    brokers: `127.0.0.1:${options.port}`,
    pid: java.pid,
    stop: () => java.stop(),
    exited: java.exited,
  }
}
