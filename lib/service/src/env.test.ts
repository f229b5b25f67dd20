import { expect, test } from 'vitest'
import { flag, hostPort, integer, list, oneOf, origin, port, secret, text, url } from './env-kinds.js'
import { EnvError, optional, readEnv, required, withDefault, type Kind } from './env.js'
import { httpEnv, jwtEnv } from './http-env.js'

const spec = {
  PORT: withDefault(port, 8001, 'Port'),
  DATABASE_URL: required(url('postgres', 'postgresql'), 'Database'),
  JWT_SECRET: required(secret(32), 'Secret'),
  BROKERS: withDefault(list(hostPort), ['127.0.0.1:9092'], 'Kafka'),
  NAME: optional(text, 'Name'),
}

test('values by their kinds, defaults, and an empty variable as an absent one', () => {
  const env = {
    DATABASE_URL: 'postgres://u:p@h/d',
    JWT_SECRET: 'x'.repeat(32),
    BROKERS: 'a:1, b:2',
    NAME: '',
  }
  expect(readEnv(spec, env)).toEqual({
    PORT: 8001,
    DATABASE_URL: 'postgres://u:p@h/d',
    JWT_SECRET: 'x'.repeat(32),
    BROKERS: ['a:1', 'b:2'],
    NAME: undefined,
  })
})

test('everything that is wrong is said at once, and no secret', () => {
  const env = { PORT: '70000', DATABASE_URL: 'mysql://root:hunter2@h', JWT_SECRET: 'hunter2', BROKERS: 'a' }
  const error: unknown = (() => {
    try {
      return readEnv(spec, env)
    } catch (reason) {
      return reason
    }
  })()
  expect(error).toBeInstanceOf(EnvError)
  expect((error as EnvError).lines).toEqual([
    'PORT must be a whole number from 0 to 65535, not "70000"',
    'DATABASE_URL must be an address beginning with postgres:// or postgresql://',
    'JWT_SECRET must be a secret of at least 32 bytes',
    'BROKERS must be a list, separated by commas, each host:port, not "a"',
  ])
  expect(() => readEnv(spec, {})).toThrow(/DATABASE_URL is missing: must be .*; JWT_SECRET is missing/)
})

test.each<[string, Kind<unknown>, readonly string[], readonly string[]]>([
  ['integer', integer(-5, 5), ['-5', '0', '5'], ['6', '1.5', '1e0', ' 1', 'x', '0x1']],
  ['oneOf', oneOf('a', 'b'), ['a', 'b'], ['c', 'A', '']],
  ['flag', flag, ['true', 'false', '1', '0'], ['yes', 'TRUE']],
  ['hostPort', hostPort, ['k:9092', '[::1]:9092'], ['k', 'k:', 'http://k:1', 'k:9092/']],
  [
    'origin',
    origin,
    ['*', 'https://a.b', 'http://localhost:3000'],
    ['https://a.b/', 'a.b', 'https://a.b/c', '**'],
  ],
  ['list', list(integer(1, 9)), ['1', '1,2', '1 , 2'], ['', '1,', ',', '1,x']],
])('%s', (_name, kind, good, bad) => {
  for (const input of good) expect([input, kind.parse(input).ok]).toEqual([input, true])
  for (const input of bad) expect([input, kind.parse(input).ok]).toEqual([input, false])
})

test('what every service has', () => {
  expect(readEnv({ ...httpEnv(8002), ...jwtEnv }, {})).toEqual({
    PORT: 8002,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
    TLS_CERT: undefined,
    TLS_KEY: undefined,
    CORS_ORIGINS: ['http://localhost:3000', 'http://127.0.0.1:3000'],
    JWT_ALGORITHM: 'HS256',
    JWT_SECRET: undefined,
    JWT_JWKS: undefined,
  })
})
