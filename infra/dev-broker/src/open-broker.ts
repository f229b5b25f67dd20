import { join } from 'node:path'
import { clusterIdOf, lockFolder } from './data-folder.js'
import { GroupCoordinator } from './groups/coordinator.js'
import type { Log } from './log.js'
import { isDiskError } from './log/disk.js'
import { OpenFiles } from './log/open-files.js'
import { ProducerIds } from './producer-ids.js'
import type { Broker } from './requests/api.js'
import { ByteBudget } from './server/byte-budget.js'
import { TopicStore } from './topics/topic-store.js'

const maxOpenFiles = 512
const maxBufferedBytes = 256 * 1024 * 1024
const groupExpiryIntervalMs = 10 * 60 * 1000

export interface BrokerState {
  readonly dataDir: string
  readonly fsync: boolean
  readonly log: Log
  readonly retentionCheckIntervalMs: number
  readonly addressFor: Broker['addressFor']
}

/** Everything but the port: what requests are answered from. Throws a DataFolderError where another broker has the folder. */
export function openBroker(options: BrokerState): { broker: Broker; close: () => void } {
  const { dataDir, fsync, log, addressFor } = options
  const unlock = lockFolder(dataDir)
  const files = new OpenFiles(maxOpenFiles)
  const shared = { files, fsync, now: Date.now, warn: (message: string) => log.warn(message) }
  const topics = new TopicStore(join(dataDir, 'topics'), shared)
  const groups = new GroupCoordinator(dataDir, shared)
  const timers = [
    every(options.retentionCheckIntervalMs, () => topics.retain()),
    every(groupExpiryIntervalMs, () => groups.expire()),
  ]
  const broker: Broker = {
    topics,
    groups,
    producerIds: new ProducerIds(dataDir, fsync),
    clusterId: clusterIdOf(dataDir, fsync),
    addressFor,
    budget: new ByteBudget(maxBufferedBytes),
    now: Date.now,
    log,
  }
  const close = (): void => {
    for (const timer of timers) clearInterval(timer)
    groups.close()
    topics.close()
    files.closeAll()
    unlock()
  }
  return { broker, close }

  function every(intervalMs: number, work: () => void): NodeJS.Timeout {
    const attempt = (): void => {
      try {
        work()
      } catch (error) {
        if (!isDiskError(error)) throw error
        log.error('house-keeping failed and is tried again later', error)
      }
    }
    return setInterval(attempt, intervalMs).unref()
  }
}
