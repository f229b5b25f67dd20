import { EnvError, readEnv, required, withDefault } from '@hanashi/service/env'
import { integer, secret, text, url } from '@hanashi/service/env-kinds'
import { httpEnv, jwtEnv } from '@hanashi/service/http-env'
import { kafkaConnection, kafkaEnv } from '@hanashi/service/kafka-env'
import { defaultTopics } from '@hanashi/schemas/topics'
import type { VerifierOptions } from '@hanashi/identity/verifier'

const databaseUrl = required(
  url('postgres', 'postgresql'),
  'Postgres, with the read models and the schema command_api',
)

export const variables = {
  ...httpEnv(8001),
  ...jwtEnv,
  ...kafkaEnv,
  DATABASE_URL: databaseUrl,
  DATABASE_POOL: withDefault(integer(2, 200), 10, 'Most connections to Postgres'),
  SCHEMA_REGISTRY_URL: withDefault(
    url('http', 'https'),
    'http://127.0.0.1:8081',
    'Schema registry; may carry a path',
  ),
  GROUPS_TOPIC: withDefault(text, defaultTopics.groups, 'Topic of the groups'),
  USERS_TOPIC: withDefault(text, defaultTopics.users, 'Topic of the users'),
  WAIT_TIMEOUT_MS: withDefault(integer(1, 60_000), 5_000, 'How long a command may wait for the projection'),
  APPEND_TIMEOUT_MS: withDefault(
    integer(100, 60_000),
    5_000,
    'How long Kafka may take to acknowledge, and for how long a command is tried again',
  ),
  RATE_LIMIT_COMMANDS: withDefault(
    integer(0, 10_000_000),
    20_000,
    'Commands that a user may give in 10 s on one instance; 0 for any number',
  ),
  RATE_LIMIT_USERS: withDefault(
    integer(0, 10_000_000),
    12_000,
    'Users that an address may make in a minute on one instance; 0 for any number',
  ),
  TRUST_PROXY: withDefault(integer(0, 10), 0, 'Proxies in front whose X-Forwarded-For is believed'),
}

export type Config = ReturnType<typeof readConfig>

/** @throws EnvError naming every variable that is missing or wrong */
export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  const values = readEnv(variables, env)
  return {
    port: values.PORT,
    host: values.HOST,
    logLevel: values.LOG_LEVEL,
    tlsCert: values.TLS_CERT,
    tlsKey: values.TLS_KEY,
    corsOrigins: values.CORS_ORIGINS,
    verifier: verifierOptions(values),
    /** Undefined where tokens are made by somebody else. */
    jwtSecret: values.JWT_ALGORITHM === 'HS256' ? values.JWT_SECRET : undefined,
    databaseUrl: values.DATABASE_URL,
    databasePool: values.DATABASE_POOL,
    kafka: kafkaConnection(values),
    registryUrl: values.SCHEMA_REGISTRY_URL,
    topics: { groups: values.GROUPS_TOPIC, users: values.USERS_TOPIC },
    waitTimeoutMs: values.WAIT_TIMEOUT_MS,
    appendTimeoutMs: values.APPEND_TIMEOUT_MS,
    commandsPer10s: values.RATE_LIMIT_COMMANDS,
    usersPerMinute: values.RATE_LIMIT_USERS,
    trustedProxies: values.TRUST_PROXY,
  } as const
}

/** What the migrations need. @throws EnvError */
export function readMigrateConfig(env: NodeJS.ProcessEnv = process.env): { readonly databaseUrl: string } {
  return { databaseUrl: readEnv({ DATABASE_URL: databaseUrl }, env).DATABASE_URL }
}

function verifierOptions(values: {
  readonly JWT_ALGORITHM: 'HS256' | 'RS256' | 'ES256'
  readonly JWT_SECRET: string | undefined
  readonly JWT_JWKS: string | undefined
}): VerifierOptions {
  const { JWT_ALGORITHM: algorithm, JWT_SECRET, JWT_JWKS } = values
  if (algorithm === 'HS256') {
    if (JWT_SECRET === undefined) throw new EnvError([`JWT_SECRET is missing: must be ${secret(32).expects}`])
    return { algorithm, secret: JWT_SECRET }
  }
  if (JWT_JWKS === undefined) throw new EnvError([`JWT_JWKS is missing: ${algorithm} needs a JWK Set`])
  return { algorithm, jwks: JWT_JWKS }
}
