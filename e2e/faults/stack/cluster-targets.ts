import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { startApacheKafkaCluster } from '@hanashi/apache-kafka/cluster'
import type { Guard } from '@hanashi/local/guard'
import { dataFolder } from '@hanashi/local/project'
import type { RunningKafka } from './kafka-target.js'
import { sendSignal } from './target.js'

/** Three brokers; a topic has three copies, and two must have a record before it counts. One may die at any time. */
export async function startClusterTargets(folder: string, guard: Guard): Promise<RunningKafka> {
  const logFile = join(folder, 'kafka.log')
  const log = createWriteStream(logFile, { flags: 'a' })
  guard.sweep(['kafka.Kafka', folder])
  const { brokers, nodes } = await startApacheKafkaCluster({
    count: 3,
    dataDir: join(folder, 'kafka'),
    cacheDir: join(dataFolder, 'apache-kafka'),
    properties: { 'broker.session.timeout.ms': '3000', 'broker.heartbeat.interval.ms': '500' },
    onLine: (nodeId, line) => void log.write(`${nodeId} ${line}\n`),
  })
  const targets = nodes.map((node) => ({
    name: `kafka-${node.id}`,
    logFile,
    running: () => node.pid !== undefined,
    pids: () => (node.pid === undefined ? [] : [node.pid]),
    end: async (signal: 'SIGKILL' | 'SIGTERM') => {
      if (node.pid !== undefined) sendSignal(node.pid, 'SIGCONT')
      await (signal === 'SIGKILL' ? node.kill() : node.stop())
    },
    start: () => node.start(),
  }))
  return { brokers, targets }
}
