import { randomBytes } from 'node:crypto'
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startGuard, type Guard } from '@hanashi/local/guard'
import { freePort } from '@hanashi/local/ports'
import { ensureDatabase } from '@hanashi/local/postgres'
import { runProgram } from '@hanashi/local/program'
import {
  scripts,
  serviceNames,
  serviceScript,
  wiringEnv,
  type ServiceName,
  type Wiring,
} from '@hanashi/local/services'
import { inheritedEnvironment } from '@hanashi/local/testing/config'
import { startTestProcess } from '@hanashi/local/testing/test-process'
import { testToken, type TestSubject } from '@hanashi/local/testing/token'
import { startClusterTargets } from './cluster-targets.js'
import { startApacheTarget, startDevTarget, type KafkaKind, type RunningKafka } from './kafka-target.js'
import { startPostgresTarget, type PostgresTarget } from './postgres-target.js'
import { processTarget } from './process-target.js'
import { startProxy, type Proxy } from './proxy.js'
import type { Target } from './target.js'

export interface FaultStack {
  readonly wiring: Wiring
  readonly postgres: PostgresTarget
  readonly databaseUrl: () => string
  readonly targets: ReadonlyMap<string, Target>
  /** Connections of one service to Kafka or Postgres, such as `realtime-2>postgres`. */
  readonly links: ReadonlyMap<string, Proxy>
  readonly urls: (service: ServiceName) => readonly string[]
  readonly token: (subject: TestSubject) => string
  readonly stop: () => Promise<void>
}

export interface StackPlan {
  readonly kafka: KafkaKind
  readonly perService: number
  readonly partitions: number
  /** Of the second command-api, in milliseconds. */
  readonly clockOffsetMs: number
}

/** The names of what a plan may be made for, before anything runs. */
export function namesOf({ kafka, perService }: StackPlan): {
  readonly processes: string[]
  readonly links: string[]
} {
  const services = instancesOf(perService)
  const brokers = kafka === 'apache3' ? ['kafka-1', 'kafka-2', 'kafka-3'] : ['kafka']
  return {
    processes: [...services.map(({ name }) => name), ...brokers, 'postgres', 'registry'],
    links: services.flatMap(({ name, service }) =>
      [...(kafka === 'apache' && service !== 'query-api' ? ['kafka'] : []), 'postgres'].map(
        (to) => `${name}>${to}`,
      ),
    ),
  }
}

function instancesOf(perService: number) {
  return serviceNames.flatMap((service) =>
    Array.from({ length: perService }, (_, i) => ({ service, name: `${service}-${i + 1}`, number: i + 1 })),
  )
}

/** Kafka, Postgres, registry and the services as processes of this run alone, each behind a proxy of its own. */
export async function startFaultStack(folder: string, plan: StackPlan): Promise<FaultStack> {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o711) // Where we are root, Postgres runs as somebody else.
  const guard = startGuard()
  // What is of use afterwards is in the journals, in the log that was kept, and in what the processes said.
  guard.remove(join(folder, 'kafka'))
  try {
    return await build(folder, plan, guard)
  } catch (error) {
    await guard.close()
    throw error
  }
}

async function build(folder: string, plan: StackPlan, guard: Guard): Promise<FaultStack> {
  const instances = instancesOf(plan.perService)
  const ports = new Map<string, number>()
  for (const { name } of [...instances, { name: 'registry' }]) ports.set(name, await freePort())
  const portOf = (name: string) => ports.get(name) ?? 0
  const postgresPort = await freePort()
  const kafkaPorts = { port: await freePort(), controllerPort: await freePort() }
  const { links: linkNames } = namesOf(plan)
  const links = new Map<string, Proxy>()
  const doors: { port: number; advertisedPort: number }[] = []
  for (const name of linkNames) {
    const own = await freePort()
    const door = name.endsWith('>kafka') ? { port: await freePort(), advertisedPort: own } : undefined
    if (door) doors.push(door)
    links.set(name, await startProxy(own, door?.port ?? postgresPort))
  }
  const [postgres, kafka] = await Promise.all([
    startPostgresTarget(folder, postgresPort, guard),
    startKafka(folder, plan.kafka, kafkaPorts, doors, guard),
  ])
  await ensureDatabase(postgres.url('postgres'), 'hanashi')

  const wiring: Wiring = {
    kafkaBrokers: kafka.brokers,
    databaseUrl: postgres.url('hanashi'),
    registryUrl: `http://127.0.0.1:${portOf('registry')}`,
    commandApiUrl: `http://127.0.0.1:${portOf('command-api-1')}`,
    jwtSecret: randomBytes(32).toString('hex'),
    groupsTopic: 'chat.groups.g1',
    usersTopic: 'chat.users.g1',
  }
  const base = { ...inheritedEnvironment(), LOG_LEVEL: 'info' }
  const serve = async (name: string, script: string, readyPath: string, env: Record<string, string>) => {
    const url = `http://127.0.0.1:${portOf(name)}`
    const own = { PORT: String(portOf(name)), HOST: '127.0.0.1', DATA_DIR: join(folder, name) }
    const server = {
      name,
      script,
      stage: name === 'registry' ? 1 : 2,
      env: { ...base, ...env, ...own },
      logFile: join(folder, `${name}.log`),
      readyUrl: url + readyPath,
    }
    return processTarget(await startTestProcess(url, server, guard))
  }
  const once = (name: string, script: string) =>
    runProgram(
      {
        name,
        script,
        env: {
          ...base,
          ...wiringEnv(wiring),
          PARTITIONS: String(plan.partitions),
          REPLICATION: plan.kafka === 'apache3' ? '3' : '1',
        },
        logFile: join(folder, `${name}.log`),
      },
      guard,
    )
  const registry = await serve('registry', scripts.registry, '/subjects', {})
  await once('log-setup', scripts.logSetup)
  await once('projector-migrations', scripts.projectorMigrations)
  await once('command-api-migrations', scripts.commandApiMigrations)
  const services = await Promise.all(
    instances.map(({ name, service, number }) => {
      const through = (to: string) => links.get(`${name}>${to}`)?.port
      const kafkaLink = through('kafka')
      const databaseUrl = new URL(wiring.databaseUrl)
      databaseUrl.port = String(through('postgres') ?? postgresPort)
      const env = {
        ...wiringEnv({
          ...wiring,
          databaseUrl: databaseUrl.href,
          kafkaBrokers: kafkaLink === undefined ? kafka.brokers : `127.0.0.1:${kafkaLink}`,
          commandApiUrl: `http://127.0.0.1:${portOf(`command-api-${number}`)}`,
        }),
        ...(name === 'command-api-2' && plan.clockOffsetMs !== 0 ? clockEnv(plan.clockOffsetMs) : {}),
      }
      return serve(name, serviceScript(service), '/ready', env)
    }),
  )
  const targets = new Map<string, Target>(
    [...services, ...kafka.targets, postgres, registry].map((target) => [target.name, target]),
  )
  return {
    wiring,
    postgres,
    databaseUrl: () => postgres.url('hanashi'),
    targets,
    links,
    urls: (service) =>
      instances
        .filter((one) => one.service === service)
        .map(({ name }) => `http://127.0.0.1:${portOf(name)}`),
    token: (subject) => testToken(wiring.jwtSecret, subject),
    stop: async () => {
      await Promise.all(services.map((one) => one.end('SIGTERM')))
      const brokers = kafka.targets.map((one) => one.end('SIGKILL'))
      await Promise.all([registry.end('SIGTERM'), postgres.end('SIGTERM'), ...brokers])
      await Promise.all([...links.values()].map((link) => link.close()))
      await guard.close()
    },
  }
}

function startKafka(
  folder: string,
  kind: KafkaKind,
  ports: { readonly port: number; readonly controllerPort: number },
  doors: readonly { readonly port: number; readonly advertisedPort: number }[],
  guard: Guard,
): Promise<RunningKafka> {
  switch (kind) {
    case 'apache':
      return startApacheTarget(folder, ports, doors, guard)
    case 'apache3':
      return startClusterTargets(folder, guard)
    case 'dev':
      return startDevTarget(folder, ports.port, guard)
  }
}

function clockEnv(offsetMs: number): Record<string, string> {
  const preload = `--import=${new URL('clock.mjs', import.meta.url).href}`
  const before = process.env['NODE_OPTIONS']
  return {
    CLOCK_OFFSET_MS: String(offsetMs),
    NODE_OPTIONS: before === undefined ? preload : `${before} ${preload}`,
  }
}
