import { join } from 'node:path'
import { requireJava } from '@hanashi/apache-kafka/java'
import { startApacheKafka } from '@hanashi/apache-kafka/kafka'
import type { KafkaChoice } from './args.js'
import { canConnect } from './can-connect.js'
import { UserError } from './errors.js'
import { files, logFile } from './files.js'
import type { Guard } from './guard.js'
import { logWriter } from './log-writer.js'
import type { PortPlan } from './ports.js'
import { stages } from './stages.js'
import type { Part, Running } from './supervised.js'

export function kafkaAddress(choice: KafkaChoice, ports: PortPlan): string {
  return choice.kind === 'external' ? choice.brokers : `127.0.0.1:${ports.kafka}`
}

/** Throws at once, with what to do, what would otherwise be found out in the middle of a start. */
export async function checkKafka(choice: KafkaChoice): Promise<void> {
  if (choice.kind === 'dev') throw noDevBroker()
  if (choice.kind === 'apache') await requireJava()
}

/** The Kafka that we run ourselves; undefined for one that runs already. */
export function kafkaPart(choice: KafkaChoice, options: { ports: PortPlan; guard: Guard }): Part | undefined {
  switch (choice.kind) {
    case 'external':
      return undefined
    case 'dev':
      throw noDevBroker()
    case 'apache':
      return apachePart(options)
  }
}

function noDevBroker(): UserError {
  return new UserError('--kafka dev: this version has no dev broker yet; use --kafka apache.')
}

function apachePart({ ports, guard }: { ports: PortPlan; guard: Guard }): Part {
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
