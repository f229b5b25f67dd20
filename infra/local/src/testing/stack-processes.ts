import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Guard, startGuard } from '../guard.js'
import { freePort } from '../ports.js'
import { runProgram } from '../program.js'
import { type ServiceName, type Wiring, scripts, serviceScript, wiringEnv } from '../services.js'
import { inheritedEnvironment, keepsLogs } from './config.js'
import { type TestProcess, startTestProcess } from './test-process.js'
import { type TestSubject, testToken } from './token.js'

export interface StackParts {
  readonly kafkaBrokers: string
  /** Of a registry that is there already; without it the stack has its own. */
  readonly registryUrl?: string
  readonly databaseUrl: string
  readonly groupsTopic: string
  readonly usersTopic: string
}

export interface StackOptions {
  readonly commandApis?: number
  readonly projectors?: number
  readonly queryApis?: number
  readonly realtimes?: number
  /** Of the groups topic; 12 by default. */
  readonly partitions?: number
  /** Added to the environment of every process. */
  readonly env?: Readonly<Record<string, string>>
}

export interface Stack extends Wiring {
  readonly commandApis: readonly TestProcess[]
  readonly projectors: readonly TestProcess[]
  readonly queryApis: readonly TestProcess[]
  readonly realtimes: readonly TestProcess[]
  /** Everything above in one list. */
  readonly processes: readonly TestProcess[]
  readonly logFolder: string
  token(subject: TestSubject): string
  /** One more process of a service, for tests that scale. */
  add(service: ServiceName): Promise<TestProcess>
  stop(): Promise<void>
}

/**
 * The services as processes of their own, on free ports, with registry, topics, schemas and tables made for them.
 * Fulfilled when every one of them is ready. Whatever happens to this process, none of them outlives it for long.
 */
export async function startStack(parts: StackParts, options: StackOptions = {}): Promise<Stack> {
  const guard = startGuard()
  try {
    return await build(parts, options, guard)
  } catch (error) {
    await guard.close()
    throw error
  }
}

async function build(parts: StackParts, options: StackOptions, guard: Guard): Promise<Stack> {
  const logFolder = await mkdtemp(join(tmpdir(), 'hanashi-stack-'))
  if (!keepsLogs()) guard.remove(logFolder)
  const [registryPort, commandApiPort] = [await freePort(), await freePort()]
  const wiring: Wiring = {
    ...parts,
    registryUrl: parts.registryUrl ?? `http://127.0.0.1:${registryPort}`,
    commandApiUrl: `http://127.0.0.1:${commandApiPort}`,
    jwtSecret: randomBytes(32).toString('hex'),
  }
  const env = { ...inheritedEnvironment(), ...wiringEnv(wiring), ...options.env }
  const started: TestProcess[] = []
  const serve = async (name: string, script: string, port: number, path: string, stage: number) => {
    const url = `http://127.0.0.1:${port}`
    const dataFolder = join(logFolder, name)
    const server = {
      name,
      script,
      stage,
      env: { ...env, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataFolder },
      logFile: `${dataFolder}.log`,
      readyUrl: url + path,
    }
    const one = await startTestProcess(url, server, guard)
    started.push(one)
    return one
  }
  const once = (name: string, script: string) =>
    runProgram(
      {
        name,
        script,
        env: { ...env, PARTITIONS: String(options.partitions ?? 12) },
        logFile: join(logFolder, `${name}.log`),
      },
      guard,
    )
  const counts = new Map<ServiceName, number>()
  const add = async (service: ServiceName, port?: number) => {
    const number = (counts.get(service) ?? 0) + 1
    counts.set(service, number)
    return serve(`${service}-${number}`, serviceScript(service), port ?? (await freePort()), '/ready', 2)
  }
  const many = (service: ServiceName, count: number, firstPort?: number) =>
    Promise.all(Array.from({ length: count }, (_, i) => add(service, i === 0 ? firstPort : undefined)))

  const registry = parts.registryUrl
    ? undefined
    : await serve('registry', scripts.registry, registryPort, '/subjects', 1)
  await Promise.all([
    once('log-setup', scripts.logSetup),
    once('projector-migrations', scripts.projectorMigrations).then(() =>
      once('command-api-migrations', scripts.commandApiMigrations),
    ),
  ])
  const [commandApis, projectors, queryApis, realtimes] = await Promise.all([
    many('command-api', options.commandApis ?? 1, commandApiPort),
    many('projector', options.projectors ?? 1),
    many('query-api', options.queryApis ?? 1),
    many('realtime', options.realtimes ?? 1),
  ])
  return {
    ...wiring,
    commandApis,
    projectors,
    queryApis,
    realtimes,
    logFolder,
    processes: started,
    token: (subject) => testToken(wiring.jwtSecret, subject),
    add: (service) => add(service),
    stop: async () => {
      await Promise.all(started.filter((one) => one !== registry).map((one) => one.stop()))
      await registry?.stop()
      await guard.close()
    },
  }
}
