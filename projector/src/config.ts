import type { VerifierOptions } from '@hanashi/identity/verifier'
import { integer, text, url } from '@hanashi/service/env-kinds'
import { EnvError, readEnv, required, withDefault, type EnvOf } from '@hanashi/service/env'
import { httpEnv, jwtEnv } from '@hanashi/service/http-env'
import { kafkaConnection, kafkaEnv } from '@hanashi/service/kafka-env'
import { defaultTopics } from '@hanashi/schemas/topics'

export const variables = {
  ...httpEnv(8004),
  ...jwtEnv,
  DATABASE_URL: required(url('postgres', 'postgresql'), 'The database of the read models'),
  ...kafkaEnv,
  SCHEMA_REGISTRY_URL: withDefault(
    url('http', 'https'),
    'http://127.0.0.1:8081',
    'Asked for schemas that this code does not ship; may carry a path',
  ),
  GROUPS_TOPIC: withDefault(text, defaultTopics.groups, 'Topic of the groups'),
  USERS_TOPIC: withDefault(text, defaultTopics.users, 'Topic of the users'),
  PARTITIONS_AT_ONCE: withDefault(integer(1, 64), 4, 'How many partitions are worked on at once'),
}

/** @throws EnvError */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env) {
  const values = readEnv(variables, env)
  return {
    ...values,
    logLevel: values.LOG_LEVEL,
    kafka: kafkaConnection(values),
    verifier: verifierOptions(values),
  }
}

export type Config = ReturnType<typeof readConfig>

/** What the migrations need. @throws EnvError */
export function readMigrationConfig(env: Readonly<Record<string, string | undefined>> = process.env) {
  return readEnv({ DATABASE_URL: variables.DATABASE_URL }, env)
}

function verifierOptions({ JWT_ALGORITHM, JWT_SECRET, JWT_JWKS }: EnvOf<typeof jwtEnv>): VerifierOptions {
  if (JWT_ALGORITHM === 'HS256') {
    if (JWT_SECRET === undefined) throw new EnvError(['JWT_SECRET is missing: tokens are checked with it'])
    return { algorithm: JWT_ALGORITHM, secret: JWT_SECRET }
  }
  if (JWT_JWKS === undefined) {
    throw new EnvError([`JWT_JWKS is missing: tokens with ${JWT_ALGORITHM} are checked with it`])
  }
  return { algorithm: JWT_ALGORITHM, jwks: JWT_JWKS }
}
