export interface NodePorts {
  readonly port: number
  readonly controllerPort: number
}

/**
 * The server.properties of node `index` (from 0) of a cluster whose nodes are broker and controller in one, all on
 * 127.0.0.1 without encryption. `extra` comes last and wins.
 */
export function serverProperties(options: {
  index: number
  nodes: readonly NodePorts[]
  logDir: string
  extra?: Readonly<Record<string, string>> | undefined
}): string {
  const own = options.nodes[options.index]
  if (own === undefined)
    throw new RangeError(`a cluster of ${options.nodes.length} has no node ${options.index}`)
  const replicas = String(Math.min(3, options.nodes.length))
  const minInSync = String(Math.min(2, options.nodes.length))
  const properties: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': String(options.index + 1),
    'controller.quorum.voters': options.nodes
      .map((node, index) => `${index + 1}@127.0.0.1:${node.controllerPort}`)
      .join(','),
    listeners: `PLAINTEXT://127.0.0.1:${own.port},CONTROLLER://127.0.0.1:${own.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${own.port}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': options.logDir,
    'auto.create.topics.enable': 'false',
    'default.replication.factor': replicas,
    'offsets.topic.num.partitions': '4',
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.num.partitions': '4',
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': minInSync,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': minInSync,
    'group.initial.rebalance.delay.ms': '0',
    // The default of 128 MiB is taken from the heap at once.
    'log.cleaner.dedupe.buffer.size': String(16 * 1024 * 1024),
    // A broker that was killed is let in again only when its old session has ended; alone, nobody takes over meanwhile.
    ...(options.nodes.length === 1
      ? { 'broker.session.timeout.ms': '3000', 'broker.heartbeat.interval.ms': '500' }
      : {}),
    ...options.extra,
  }
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}\n`)
    .join('')
}
