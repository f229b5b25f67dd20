import type { VerifierOptions } from '@hanashi/identity/verifier'
import { EnvError, readEnv, required, withDefault, type EnvOf } from '@hanashi/service/env'
import { integer, url } from '@hanashi/service/env-kinds'
import { httpEnv, jwtEnv } from '@hanashi/service/http-env'

export const variables = {
  ...httpEnv(8002),
  ...jwtEnv,
  DATABASE_URL: required(url('postgres', 'postgresql'), 'The database of the read models'),
  DATABASE_POOL: withDefault(integer(1, 500), 10, 'Most connections to the database'),
  MIN_POSITION_WAIT_MS: withDefault(
    integer(0, 60_000),
    5_000,
    'How long a read waits for its Min-Position, in milliseconds',
  ),
}

/** @throws EnvError */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env) {
  const values = readEnv(variables, env)
  return { ...values, logLevel: values.LOG_LEVEL, verifier: verifierOptions(values) }
}

export type Config = ReturnType<typeof readConfig>

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
