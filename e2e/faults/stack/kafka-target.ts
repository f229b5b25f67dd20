import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { startApacheKafka, type ApacheKafka } from '@hanashi/apache-kafka/kafka'
import type { Guard } from '@hanashi/local/guard'
import { dataFolder } from '@hanashi/local/project'
import { scripts } from '@hanashi/local/services'
import { inheritedEnvironment } from '@hanashi/local/testing/config'
import { startTestProcess } from '@hanashi/local/testing/test-process'
import { processTarget } from './process-target.js'
import { isThere, sendSignal, type Target } from './target.js'

/** `apache3`: three brokers of which two have to have a record. */
export const kafkaKinds = ['apache', 'apache3', 'dev'] as const
export type KafkaKind = (typeof kafkaKinds)[number]

/** A way in for one client, which is told to come back by the address that it came by: that of a proxy. */
export interface KafkaDoor {
  readonly port: number
  readonly advertisedPort: number
}

export interface RunningKafka {
  readonly brokers: string
  readonly targets: readonly Target[]
}

export async function startApacheTarget(
  folder: string,
  ports: { readonly port: number; readonly controllerPort: number },
  doors: readonly KafkaDoor[],
  guard: Guard,
): Promise<RunningKafka> {
  const logFile = join(folder, 'kafka.log')
  const log = createWriteStream(logFile, { flags: 'a' })
  const names = ['PLAINTEXT', ...doors.map((_, i) => `DOOR${i}`)]
  const listeners = [ports.port, ...doors.map(({ port }) => port)]
  const advertised = [ports.port, ...doors.map(({ advertisedPort }) => advertisedPort)]
  const list = (of: readonly number[]) => of.map((port, i) => `${names[i]}://127.0.0.1:${port}`).join(',')
  guard.sweep(['kafka.Kafka', folder])
  const launch = () =>
    startApacheKafka({
      dataDir: join(folder, 'kafka'),
      cacheDir: join(dataFolder, 'apache-kafka'),
      ...ports,
      properties: {
        listeners: `${list(listeners)},CONTROLLER://127.0.0.1:${ports.controllerPort}`,
        'advertised.listeners': list(advertised),
        'listener.security.protocol.map': ['CONTROLLER', ...names]
          .map((name) => `${name}:PLAINTEXT`)
          .join(','),
      },
      onLine: (line) => void log.write(`${line}\n`),
    })
  let kafka: ApacheKafka = await launch()
  const target: Target = {
    name: 'kafka',
    logFile,
    running: () => isThere(kafka.pid),
    pids: () => [kafka.pid],
    end: async (signal) => {
      sendSignal(kafka.pid, 'SIGCONT')
      if (signal === 'SIGTERM') return kafka.stop()
      sendSignal(kafka.pid, 'SIGKILL')
      await kafka.exited
    },
    start: async () => {
      kafka = await launch()
    },
  }
  return { brokers: kafka.brokers, targets: [target] }
}

/** The development broker says where it is by its own port alone, so that a proxy before it would be walked around. */
export async function startDevTarget(folder: string, port: number, guard: Guard): Promise<RunningKafka> {
  const brokers = `127.0.0.1:${port}`
  const started = await startTestProcess(
    `tcp://${brokers}`,
    {
      name: 'kafka',
      script: scripts.devBroker,
      env: {
        ...inheritedEnvironment(),
        HOST: '127.0.0.1',
        PORT: String(port),
        DATA_DIR: join(folder, 'kafka'),
        LOG_LEVEL: 'warn',
      },
      logFile: join(folder, 'kafka.log'),
      readyUrl: `tcp://${brokers}`,
      stage: 0,
    },
    guard,
  )
  return { brokers, targets: [processTarget(started)] }
}
