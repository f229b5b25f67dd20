import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Guard, startGuard } from '../guard.js'
import { readTestKafka } from './config.js'
import { startContainers } from './containers.js'
import type { TestContext } from './context.js'
import { startTestKafka } from './test-kafka.js'
import { startTestPostgres } from './test-postgres.js'
import { startTestRegistry } from './test-registry.js'

export interface SharedParts {
  readonly context: TestContext
  readonly stop: () => Promise<void>
}

/**
 * One Postgres and one Kafka for a whole run of the tests, in a temporary folder and on free ports. Whatever happens
 * to this process, the guard ends both and deletes the folder.
 */
export async function startSharedParts(): Promise<SharedParts> {
  if (readTestKafka().kind === 'containers') return startContainers(randomBytes(4).toString('hex'))
  const folder = await mkdtemp(join(tmpdir(), 'hanashi-test-'))
  await chmod(folder, 0o711) // Where we are root, Postgres runs as somebody else.
  const guard = startGuard()
  guard.remove(folder)
  try {
    return await start(folder, guard)
  } catch (error) {
    await guard.close()
    throw error
  }
}

async function start(folder: string, guard: Guard): Promise<SharedParts> {
  const runTag = randomBytes(4).toString('hex')
  const [postgres, kafka, registry] = await allOrNone(
    startTestPostgres(folder, guard),
    startTestKafka(folder, runTag, guard),
    startTestRegistry(guard),
  )
  const context: TestContext = {
    kafkaBrokers: kafka?.brokers ?? '',
    registryUrl: registry?.url ?? '',
    postgresAdminUrl: postgres.url('postgres'),
    runTag,
  }
  const stop = async () => {
    await Promise.all([postgres.stop(), kafka?.stop(), registry?.stop()])
    await guard.close()
  }
  return { context, stop }
}

/** As `Promise.all`, but nothing is still being started when it is rejected. */
async function allOrNone<A, B, C>(...starts: [Promise<A>, Promise<B>, Promise<C>]): Promise<[A, B, C]> {
  await Promise.allSettled(starts)
  return Promise.all(starts)
}
