import { join } from 'node:path'
import type { JavaProcess } from './java-process.js'
import { untilReady } from './java-process.js'
import { askBrokerCount } from './metadata.js'
import { startNode } from './node.js'
import { freePorts } from './ports.js'
import type { NodePorts } from './properties.js'
import { clusterId, requireWritable } from './storage.js'

const readyTimeoutMs = 120_000

export interface ClusterOptions {
  /** How many brokers; each is a controller too, so 3 survive the death of one. */
  readonly count: number
  /** Each node's data is in a folder below, named by its number. */
  readonly dataDir: string
  readonly cacheDir: string
  /** One entry a node; free ports where they are not given. */
  readonly ports?: readonly NodePorts[]
  /** Added to every server.properties; wins over what is there. */
  readonly properties?: Readonly<Record<string, string>>
  readonly onLine?: (nodeId: number, line: string) => void
}

export interface ClusterNode {
  /** Kafka's node id, from 1, as metadata and `topics --describe` give it. */
  readonly id: number
  readonly port: number
  /** Undefined while it isn't running. */
  readonly pid: number | undefined
  /** SIGKILL: ends it as a crash does. Resolves when it has ended. */
  kill(): Promise<void>
  /** SIGTERM: it hands its leaderships over first. Resolves when it has ended. */
  stop(): Promise<void>
  /** Starts it again with the data it had; resolves when it answers. Does nothing while it runs. */
  start(): Promise<void>
}

export interface ApacheKafkaCluster {
  /** All addresses, separated by commas, as KAFKA_BROKERS takes them. */
  readonly brokers: string
  readonly nodes: readonly ClusterNode[]
  stop(): Promise<void>
}

/** Starts several Apache Kafka brokers on 127.0.0.1 and resolves when each of them sees all. Errors as `startApacheKafka`. */
export async function startApacheKafkaCluster(options: ClusterOptions): Promise<ApacheKafkaCluster> {
  await requireWritable(options.dataDir)
  const id = await clusterId(options.dataDir)
  const ports = options.ports ?? (await freeNodePorts(options.count))
  if (ports.length !== options.count) throw new RangeError(`${options.count} nodes need as many ports`)
  const nodes = ports.map((_, index) => createNode(options, id, ports, index))
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()))
  }
  try {
    // One node alone is no quorum: all have to be started before any can be ready.
    await Promise.all(nodes.map((node) => node.launch()))
    await Promise.all(nodes.map((node) => node.untilSees(options.count)))
  } catch (error) {
    await stop()
    throw error
  }
  return { brokers: ports.map(({ port }) => `127.0.0.1:${port}`).join(','), nodes, stop }
}

function createNode(
  options: ClusterOptions,
  id: string,
  ports: readonly NodePorts[],
  index: number,
): ClusterNode & { launch(): Promise<void>; untilSees(brokerCount: number): Promise<void> } {
  const port = ports[index]?.port ?? 0
  const nodeId = index + 1
  let java: JavaProcess | undefined

  const launch = async (): Promise<void> => {
    const started = await startNode({
      dataDir: join(options.dataDir, String(nodeId)),
      cacheDir: options.cacheDir,
      clusterId: id,
      index,
      nodes: ports,
      extra: options.properties,
      onLine: (line) => options.onLine?.(nodeId, line),
    })
    java = started
    void started.exited.then(() => {
      if (java === started) java = undefined
    })
  }
  const untilSees = async (brokerCount: number): Promise<void> => {
    if (java === undefined) throw new Error(`Kafka node ${nodeId} isn't running`)
    const isReady = async (): Promise<boolean> => ((await askBrokerCount(port, 1_000)) ?? 0) >= brokerCount
    await untilReady(`Kafka node ${nodeId}`, java, isReady, readyTimeoutMs)
  }
  return {
    id: nodeId,
    port,
    get pid() {
      return java?.pid
    },
    launch,
    untilSees,
    async kill() {
      if (java === undefined) return
      process.kill(java.pid, 'SIGKILL')
      await java.exited
    },
    async stop() {
      await java?.stop()
    },
    async start() {
      if (java !== undefined) return
      await launch()
      await untilSees(1)
    },
  }
}

async function freeNodePorts(count: number): Promise<NodePorts[]> {
  const ports = await freePorts(count * 2)
  return Array.from({ length: count }, (_, index) => ({
    port: ports[index] ?? 0,
    controllerPort: ports[count + index] ?? 0,
  }))
}
