import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '@hanashi/apache-kafka/config'
import { missingForKafka } from '@hanashi/apache-kafka/missing'
import { freePorts } from '@hanashi/apache-kafka/ports'
import { stopChild } from '@hanashi/local/child'
import { startGuard } from '@hanashi/local/guard'
import { startServer } from '@hanashi/local/program'
import { scripts } from '@hanashi/local/services'
import { inheritedEnvironment } from '@hanashi/local/testing/config'
import { showLogs } from '@hanashi/local/testing/stack'
import { type Stack, startStack } from '@hanashi/local/testing/stack-processes'
import { startBasicAuth, type BasicAuth } from './testing/basic-auth.js'
import { makeCertificates, type Certificates } from './testing/certificates.js'
import { startSecureKafka, type SecureKafka } from './testing/secure-kafka.js'
import { startSecurePostgres, type SecurePostgres } from './testing/secure-postgres.js'

const missing = await missingForKafka()
const login = { username: 'chat', password: 'a-password-of-kafka' }
const registryPassword = 'p@ss/word'

/** Everything behind the services is reached as in an own cluster; only variables of the environment say so. */
describe.skipIf(missing)(
  `TLS, SASL and passwords${missing === undefined ? '' : ` (skipped: no ${missing})`}`,
  () => {
    let folder: string
    let kafkaCertificates: Certificates
    let postgresCertificates: Certificates
    let kafka: SecureKafka
    let database: SecurePostgres
    let registry: BasicAuth
    let stack: Stack
    let env: Record<string, string>
    let databaseUrl: string
    const ends: (() => Promise<unknown> | void)[] = []

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'hanashi-secure-'))
      await chmod(folder, 0o711)
      ends.push(() => rm(folder, { recursive: true, force: true }))
      kafkaCertificates = makeCertificates(folder, 'kafka')
      postgresCertificates = makeCertificates(folder, 'postgres')
      const [port, controllerPort, securePort, postgresPort, registryPort] = (await freePorts(5)) as [
        number,
        number,
        number,
        number,
        number,
      ]
      const ports = [port, controllerPort, securePort] as const
      const { cacheDir } = readConfig()
      kafka = await startSecureKafka({ folder, cacheDir, ports, certificates: kafkaCertificates, ...login })
      ends.push(() => kafka.kafka.stop())
      database = await startSecurePostgres(folder, postgresPort, postgresCertificates)
      ends.push(() => database.postgres.stop())
      const guard = startGuard()
      const registryProcess = await startServer(
        {
          name: 'registry',
          script: scripts.registry,
          env: {
            ...inheritedEnvironment(),
            PORT: String(registryPort),
            DATA_DIR: join(folder, 'registry'),
          },
          logFile: join(folder, 'registry.log'),
          readyUrl: `http://127.0.0.1:${registryPort}/subjects`,
          stage: 1,
        },
        guard,
      )
      ends.push(async () => {
        await stopChild(registryProcess, { graceMs: 5_000 })
        await guard.close()
      })
      registry = await startBasicAuth(registryPort, 'chat', registryPassword)
      ends.push(() => registry.close())
      databaseUrl = `${database.databaseUrl}?sslmode=verify-full&sslrootcert=${postgresCertificates.ca}`
      env = {
        KAFKA_SSL: 'true',
        KAFKA_SSL_CA: kafkaCertificates.ca,
        KAFKA_SSL_CERT: kafkaCertificates.cert,
        KAFKA_SSL_KEY: kafkaCertificates.key,
        KAFKA_SASL_MECHANISM: 'scram-sha-512',
        KAFKA_SASL_USERNAME: login.username,
        KAFKA_SASL_PASSWORD: login.password,
        SCHEMA_REGISTRY_URL: `http://chat:${encodeURIComponent(registryPassword)}@127.0.0.1:${registry.port}`,
      }
      const topics = { groupsTopic: 'chat.groups.g1', usersTopic: 'chat.users.g1' }
      stack = await startStack(
        { kafkaBrokers: kafka.brokers, databaseUrl, ...topics },
        { env, partitions: 2 },
      )
      ends.push(() => stack.stop())
    }, 180_000)

    afterAll(async () => {
      for (const end of ends.toReversed()) await end()
    }, 60_000)

    /** Runs the log's set-up with other variables. */
    function setUpLog(over: Record<string, string>): Promise<{ code: number; output: string }> {
      const all = {
        ...inheritedEnvironment(),
        KAFKA_BROKERS: kafka.brokers,
        ...env,
        WAIT_MS: '3000',
        ...over,
      }
      return run(scripts.logSetup, all)
    }

    test('a message goes through all of it', async () => {
      const send = async (url: string, body: object, token?: string) => {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
          body: JSON.stringify(body),
        })
        const answer = (await response.json()) as { token: string; position: string }
        if (response.status !== 201) {
          await showLogs(stack)
          expect.fail(`${response.status} ${JSON.stringify(answer)}`)
        }
        return answer
      }
      const { token } = await send(`${stack.commandApiUrl}/users`, { username: 'kiran' })
      const { position } = await send(`${stack.commandApiUrl}/messages/global`, { text: 'hi' }, token)
      const page = await fetch(`${stack.queryApis[0]!.url}/messages/global`, {
        headers: { authorization: `Bearer ${token}`, 'min-position': position },
      })
      expect(await page.json()).toMatchObject({ messages: [{ text: 'hi', position }] })
      expect(registry.refused()).toBe(0)
    })

    test('every connection of ours to Postgres is encrypted', async () => {
      const client = new pg.Client({ connectionString: database.databaseUrl })
      await client.connect()
      const { rows } = await client.query<{ name: string; ssl: boolean }>(
        `SELECT DISTINCT application_name AS name, ssl FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)
          WHERE application_name LIKE 'hanashi%' ORDER BY name`,
      )
      await client.end()
      expect(rows.map(({ ssl }) => ssl)).not.toContain(false)
      const ours = ['command-api', 'listener', 'projector', 'query-api', 'realtime']
      expect(rows.map(({ name }) => name)).toEqual(ours.map((name) => `hanashi ${name}`))
    })

    test('PLAIN works as SCRAM does', async () => {
      expect(await setUpLog({ KAFKA_SASL_MECHANISM: 'plain' })).toMatchObject({ code: 0 })
    })

    test.each([
      ['a wrong password', () => ({ KAFKA_SASL_PASSWORD: 'another' }), /authentication/i],
      ['brokers with another authority', () => ({ KAFKA_SSL_CA: postgresCertificates.ca }), /certificate/],
      ['no certificate of ours', () => ({ KAFKA_SSL_CERT: '', KAFKA_SSL_KEY: '' }), /could not be set up/],
      [
        'no TLS',
        () => ({ KAFKA_SSL: '', KAFKA_SSL_CA: '', KAFKA_SSL_CERT: '', KAFKA_SSL_KEY: '' }),
        /could not be set up/,
      ],
      [
        'a wrong password of the registry',
        () => ({ SCHEMA_REGISTRY_URL: `http://chat:wrong@127.0.0.1:${registry.port}` }),
        /401/,
      ],
    ])('%s: refused, and said so', async (_name, over, reason) => {
      const { code, output } = await setUpLog(over())
      expect(output).toMatch(reason)
      expect(code).toBe(1)
      expect(output).not.toContain(login.password)
    })

    test('a Postgres with a certificate by somebody else is refused', async () => {
      const url = `${database.databaseUrl}?sslmode=verify-full&sslrootcert=${kafkaCertificates.ca}`
      const { code, output } = await run(scripts.projectorMigrations, {
        ...inheritedEnvironment(),
        DATABASE_URL: url,
      })
      expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('certificate') as string })
    })
  },
)

function run(script: string, env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script], { env, timeout: 30_000 }, (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
        output: stdout + stderr,
      })
    })
  })
}
