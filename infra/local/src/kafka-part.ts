import { join } from 'node:path'
import { requireJava } from '@hanashi/apache-kafka/java'
import { startApacheKafka } from '@hanashi/apache-kafka/kafka'
import type { KafkaChoice } from './args.js'
import { canConnect } from './can-connect.js'
import { files, logFile } from './files.js'
import type { LocalOptions } from './local-options.js'
import { logWriter } from './log-writer.js'
import type { PortPlan } from './ports.js'
import type { Server } from './program.js'
import { serverPart } from './server-part.js'
import { scripts } from './services.js'
import { stages } from './stages.js'
import type { Part, Running } from './supervised.js'

type Options = Pick<LocalOptions, 'ports' | 'config' | 'guard'>

export function kafkaAddress(choice: KafkaChoice, ports: PortPlan): string {
  return choice.kind === 'external' ? choice.brokers : `127.0.0.1:${ports.kafka}`
}

/** Throws at once, with what to do, what would otherwise be found out in the middle of a start. */
export async function checkKafka(choice: KafkaChoice): Promise<void> {
  if (choice.kind === 'apache') await requireJava()
}

/** The Kafka that we run ourselves; undefined for one that runs already. */
export function kafkaPart(choice: KafkaChoice, options: Options): Part | undefined {
  switch (choice.kind) {
    case 'external':
      return undefined
    case 'dev':
      return devBrokerPart(options)
    case 'apache':
      return apachePart(options)
  }
}

function devBrokerPart({ ports, guard, config }: Options): Part {
  const address = `127.0.0.1:${ports.kafka}`
  const server: Server = {
    name: 'kafka',
    script: scripts.devBroker,
    env: { ...config.environment, HOST: '127.0.0.1', PORT: String(ports.kafka), DATA_DIR: files.kafka },
    logFile: logFile('kafka'),
    output: logWriter(logFile('kafka')),
    readyUrl: `tcp://${address}`,
    stage: stages.kafka,
  }
  return serverPart(server, address, guard)
}

function apachePart({ ports, guard }: Options): Part {
  const write = logWriter(logFile('kafka'))
  const start = async (): Promise<Running> => {
    const kafka = await startApacheKafka({
      dataDir: files.kafka,
      cacheDir: files.apacheKafkaCache,
      port: ports.kafka,
      controllerPort: ports['kafka-controller'],
      onLine: (line) => write(`${line}\n`),
    })
    const { pid } = kafka
    guard.watch({ pid, name: 'kafka', stage: stages.kafka, signal: 'SIGTERM', graceMs: 20_000, group: false })
    void kafka.exited.then(() => guard.forget(pid))
    return { pid, exited: kafka.exited, stop: () => kafka.stop() }
  }
  const address = `127.0.0.1:${ports.kafka}`
  return { name: 'kafka', address, stage: stages.kafka, start, isReady: () => canConnect(ports.kafka) }
}

/** What tells our Kafka from any other process: its class, and a file in our folder. */
export const kafkaCommand = ['kafka.Kafka', join(files.kafka, '')]
