import { createTestDatabase } from '@hanashi/local/testing/database'
import { signToken } from '@hanashi/identity/sign'
import { migrateReadModel } from '@hanashi/read-model/migrate'
import { createLogger } from '@hanashi/service/logger'
import { readConfig } from '../config.js'
import { startRealtime } from '../realtime.js'
import { someone } from './events.js'
import type { TestLog } from './test-log.js'

const secret = 'a secret that is only used in tests of realtime'

export interface TestRealtime {
  readonly url: string
  readonly databaseUrl: string
  /** The sum of the measures whose lines begin so. */
  metric(prefix: string): Promise<number>
  stop(): Promise<void>
}

export function testToken(ttlMs = 3_600_000): string {
  return signToken({ userId: someone, username: 'mika', ttlMs }, secret, Date.now())
}

/** The service in this process, on a free port, with read models that no projector fills. */
export async function startTestRealtime(
  log: TestLog,
  env: Readonly<Record<string, string>> = {},
): Promise<TestRealtime> {
  const databaseUrl = env['DATABASE_URL'] ?? (await createTestDatabase())
  if (env['DATABASE_URL'] === undefined) await migrateReadModel({ databaseUrl })
  const config = readConfig({
    PORT: '0',
    KAFKA_BROKERS: log.brokers.join(','),
    GROUPS_TOPIC: log.topic,
    JWT_SECRET: secret,
    DATABASE_URL: databaseUrl,
    ...env,
  })
  const logger = createLogger({
    name: 'realtime',
    level: process.env['LOG_LEVEL'] === 'debug' ? 'debug' : 'silent',
  })
  const errors: unknown[] = []
  const running = await startRealtime(config, logger, (error) => errors.push(error))
  const url = `http://127.0.0.1:${running.port}`
  await waitUntilReady(url, errors)
  return {
    url,
    databaseUrl,
    async metric(prefix) {
      const text = await (await fetch(`${url}/metrics`)).text()
      const lines = text.split('\n').filter((line) => line.startsWith(prefix))
      return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
    },
    async stop() {
      await running.stop()
      if (errors.length > 0) throw new AggregateError(errors, 'realtime would have ended')
    },
  }
}

async function waitUntilReady(url: string, errors: readonly unknown[]): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/ready`)
    if (answer.ok) return
    if (errors.length > 0) throw new AggregateError(errors, await answer.text())
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
