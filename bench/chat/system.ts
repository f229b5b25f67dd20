import { ensureDatabase } from '@hanashi/local/postgres'
import { startSharedParts } from '@hanashi/local/testing/shared-parts'
import { startStack, type Stack } from '@hanashi/local/testing/stack-processes'
import type { TestProcess } from '@hanashi/local/testing/test-process'
import { FetchClient } from '@hanashi/log/fetch-client'
import type { KafkaSettings } from '@hanashi/log/kafka'
import { openTopic, type OpenTopic } from '@hanashi/log/open-topic'
import pg from 'pg'
import { present } from './must.js'

export type ServiceName = 'query-api' | 'realtime'

/** The running system as the measures see it: command-api runs, the rest is started by the first measure that needs it. */
export interface System {
  readonly stack: Stack
  /** Stopped until a measure starts it. */
  readonly projector: TestProcess
  readonly kafka: KafkaSettings
  readonly topic: OpenTopic
  readonly database: pg.Client
  /** Reads offsets; a measure that reads records has its own. */
  readonly log: FetchClient
  /** One process of the service, always the same. */
  service(name: ServiceName): Promise<TestProcess>
  /** A name that begins with the prefix and is of this partition. */
  groupIn(partition: number, prefix: string): string
  /** Run before the end, the last one first. */
  atEnd(work: () => Promise<unknown>): void
  stop(): Promise<void>
}

/** Partitions of the groups topic: each measure has its own, so that none reads what another one wrote. */
export const partitions = { writing: [0, 1, 2, 3, 4, 5, 6, 7, 8], pages: 9, fanOut: 10, replay: 11 } as const

export async function startSystem(): Promise<System> {
  const ends: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const end of ends.splice(0).toReversed()) await end()
  }
  try {
    return await start(ends, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function start(ends: (() => Promise<unknown>)[], stop: () => Promise<void>): Promise<System> {
  const { context, stop: stopParts } = await startSharedParts()
  ends.push(stopParts)
  if (context.kafkaBrokers === '') throw new Error('this Kafka cannot run here')
  await ensureDatabase(context.postgresAdminUrl, 'bench')
  const url = new URL(context.postgresAdminUrl)
  url.pathname = '/bench'
  const names = { groupsTopic: 'bench.chat.groups.g1', usersTopic: 'bench.chat.users.g1' }
  const stack = await startStack(
    { kafkaBrokers: context.kafkaBrokers, databaseUrl: url.href, ...names },
    {
      queryApis: 0,
      realtimes: 0,
      env: { LOG_LEVEL: 'warn', RATE_LIMIT_COMMANDS: '0' },
    },
  )
  ends.push(() => stack.stop())
  // It has opened the read models, which command-api waits for, and would take its part of the machine from the first measures.
  const projector = present(stack.projectors[0], 'the projector')
  await projector.stop()
  const kafka = { brokers: context.kafkaBrokers.split(','), clientId: 'bench' }
  const topic = await openTopic(kafka, names.groupsTopic, 'groups')
  const log = new FetchClient(kafka)
  await log.connect()
  ends.push(() => log.close())
  const database = new pg.Client({ connectionString: url.href })
  await database.connect()
  ends.push(() => database.end())
  const services = new Map<ServiceName, Promise<TestProcess>>()
  return {
    stack,
    projector,
    kafka,
    topic,
    database,
    log,
    service: (name) => {
      const known = services.get(name) ?? stack.add(name)
      services.set(name, known)
      return known
    },
    groupIn: (partition, prefix) => {
      for (let n = 0; ; n++) if (topic.partitionOf(`${prefix}-${n}`) === partition) return `${prefix}-${n}`
    },
    atEnd: (work) => void ends.push(work),
    stop,
  }
}
