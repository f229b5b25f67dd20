import { UserError } from './errors.js'
import { files, logFile } from './files.js'
import { kafkaAddress, kafkaPart } from './kafka-part.js'
import type { LocalOptions } from './local-options.js'
import { ensureOwnedDatabase } from './owned-database.js'
import { choosePostgresPlace } from './postgres-place.js'
import { postgresPart } from './postgres-part.js'
import { postgresUrl, superuser } from './postgres.js'
import { runProgram } from './program.js'
import { projectRoot } from './project.js'
import { ensureSecret } from './secret.js'
import { registryPart, servicePart } from './server-part.js'
import { type Wiring, scripts, serviceNames, wiringEnv } from './services.js'
import { type Part, Supervised } from './supervised.js'

/** Role and database of the services. */
const database = 'hanashi'

/** All parts of the local stack, each of them kept running once it has started. */
export class LocalStack {
  readonly #options: LocalOptions
  readonly #parts: Supervised[] = []
  #stopping = false

  constructor(options: LocalOptions) {
    this.#options = options
  }

  /** Those that were started so far, in the order of their start. */
  get parts(): readonly Supervised[] {
    return this.#parts
  }

  /**
   * Fulfilled when everything is ready; rejected with the first failure, with the parts that run left running. After
   * `stop` nothing more is started.
   */
  async start(): Promise<void> {
    const { steps, ports, guard, kafka } = this.#options
    const password = await ensureSecret(files.postgresPassword)
    const wiring = await this.#wiring(password)
    const env = { ...this.#options.config.environment, ...wiringEnv(wiring) }
    const place = await choosePostgresPlace(files.postgres, projectRoot)
    const broker = kafkaPart(kafka, this.#options)

    await settled([
      this.#run(postgresPart(place, password, this.#options)),
      ...(broker ? [this.#run(broker)] : []),
      this.#run(registryPart(env, this.#options)),
    ])
    this.#checkGoingOn()
    const admin = { user: superuser, password, port: ports.postgres, database: 'postgres' }
    await ensureOwnedDatabase(postgresUrl(admin), database, password)
    const once = (name: string, script: string) =>
      runProgram({ name, script, env, logFile: logFile(name) }, guard)
    await settled([
      steps.run('log set-up', () => once('log-setup', scripts.logSetup)),
      steps.run('migrations', async () => {
        await once('projector-migrations', scripts.projectorMigrations)
        await once('command-api-migrations', scripts.commandApiMigrations)
      }),
    ])
    this.#checkGoingOn()
    await settled(serviceNames.map((name) => this.#run(servicePart(name, env, this.#options))))
  }

  /** Services, registry, Kafka, Postgres: the ones of a stage are gone before those of the next are told. */
  async stop(): Promise<void> {
    this.#stopping = true
    const stagesDown = [...new Set(this.#parts.map(({ part }) => part.stage))].toSorted((a, b) => b - a)
    for (const stage of stagesDown)
      await Promise.all(this.#parts.filter(({ part }) => part.stage === stage).map((one) => one.stop()))
  }

  async #run(part: Part): Promise<void> {
    const { steps } = this.#options
    const one = new Supervised(part, steps.say)
    this.#parts.push(one)
    await steps.run(
      part.name,
      () => one.start(),
      () => part.address,
    )
  }

  #checkGoingOn(): void {
    if (this.#stopping) throw new UserError('Stopped before everything was started.')
  }

  async #wiring(password: string): Promise<Wiring> {
    const { ports, kafka, config } = this.#options
    return {
      kafkaBrokers: kafkaAddress(kafka, ports),
      registryUrl: `http://127.0.0.1:${ports.registry}`,
      databaseUrl: postgresUrl({ user: database, password, port: ports.postgres, database }),
      jwtSecret: await ensureSecret(files.jwtSecret),
      groupsTopic: config.groupsTopic,
      usersTopic: config.usersTopic,
      commandApiUrl: `${config.scheme}://127.0.0.1:${ports['command-api']}`,
    }
  }
}

/** As `Promise.all`, but nothing is still under way when it is rejected. */
async function settled(work: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(work)
  await Promise.all(work)
}
