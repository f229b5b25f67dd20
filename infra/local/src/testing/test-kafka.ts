import { join } from 'node:path'
import { findJava, startApacheKafka } from '@hanashi/apache-kafka/kafka'
import { oldestJava } from '@hanashi/apache-kafka/java'
import { stopChild } from '../child.js'
import type { Guard } from '../guard.js'
import { freePort } from '../ports.js'
import { type Server, serverGraceMs, startServer } from '../program.js'
import { dataFolder } from '../project.js'
import { scripts } from '../services.js'
import { dropTopics } from './drop-topics.js'
import { topicPrefix } from './topic-prefix.js'
import { type TestKafka, inheritedEnvironment, readTestKafka } from './config.js'

export interface RunningKafka {
  readonly brokers: string
  readonly stop: () => Promise<void>
}

/** Undefined where the wanted Kafka can't run here. */
export async function startTestKafka(
  folder: string,
  runTag: string,
  guard: Guard,
): Promise<RunningKafka | undefined> {
  const wanted: TestKafka = readTestKafka()
  switch (wanted.kind) {
    case 'external':
      return { brokers: wanted.brokers, stop: () => dropTopics(wanted.brokers, topicPrefix(runTag)) }
    case 'containers':
      throw new Error('containers come all together, not Kafka alone')
    case 'dev':
      return startDevBroker(folder, guard)
    case 'apache':
      return startApache(folder, guard)
  }
}

async function startDevBroker(folder: string, guard: Guard): Promise<RunningKafka> {
  const port = await freePort()
  const brokers = `127.0.0.1:${port}`
  const server: Server = {
    name: 'dev-broker',
    script: scripts.devBroker,
    env: {
      ...inheritedEnvironment(),
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: join(folder, 'kafka'),
      LOG_LEVEL: 'warn',
    },
    logFile: join(folder, 'dev-broker.log'),
    readyUrl: `tcp://${brokers}`,
    stage: 0,
  }
  const child = await startServer(server, guard)
  return { brokers, stop: () => stopChild(child, { graceMs: serverGraceMs }) }
}

async function startApache(folder: string, guard: Guard): Promise<RunningKafka | undefined> {
  const java = await findJava()
  if (java === undefined || java.major < oldestJava) {
    process.stderr.write(
      `Skipped: every test that needs Kafka, for there is no Java ${oldestJava} or newer.\n`,
    )
    return undefined
  }
  guard.sweep(['kafka.Kafka', folder])
  const kafka = await startApacheKafka({
    dataDir: join(folder, 'kafka'),
    cacheDir: join(dataFolder, 'apache-kafka'),
    port: await freePort(),
    controllerPort: await freePort(),
  })
  guard.watch({ pid: kafka.pid, name: 'kafka', stage: 0, signal: 'SIGKILL', graceMs: 5_000, group: false })
  const stop = async () => {
    await kafka.stop()
    guard.forget(kafka.pid)
  }
  return { brokers: kafka.brokers, stop }
}
