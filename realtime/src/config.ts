import { integer, text, url } from '@hanashi/service/env-kinds'
import { readEnv, required, withDefault, type EnvSpec } from '@hanashi/service/env'
import { httpEnv, jwtEnv } from '@hanashi/service/http-env'
import { kafkaConnection, kafkaEnv } from '@hanashi/service/kafka-env'
import { readTlsFiles } from '@hanashi/service/tls-files'
import type { VerifierOptions } from '@hanashi/identity/verifier'
import { defaultTopics } from '@hanashi/schemas/topics'
import type { Limits } from './socket/limits.js'

const bytes = integer(1_024, 2 ** 36)
const count = integer(1, 10_000_000)
const ms = integer(1, 86_400_000)

/** Every variable that this service reads. */
export const variables = {
  ...httpEnv(8003),
  ...jwtEnv,
  ...kafkaEnv,
  SCHEMA_REGISTRY_URL: withDefault(
    url('http', 'https'),
    'http://127.0.0.1:8081',
    'Asked only for schemas that this code does not ship',
  ),
  DATABASE_URL: required(url('postgres', 'postgresql'), 'Postgres with the read models; never written'),
  DATABASE_POOL: withDefault(integer(1, 100), 6, 'Connections to Postgres'),
  GROUPS_TOPIC: withDefault(text, defaultTopics.groups, 'Topic of the groups'),
  COMMAND_API_URL: withDefault(
    url('http', 'https'),
    'http://127.0.0.1:8001',
    'Where send, edit and delete go',
  ),
  COMMAND_TIMEOUT_MS: withDefault(ms, 20_000, 'How long command-api may take'),
  POSITIONS_MS: withDefault(ms, 30_000, 'How often a socket is told its positions'),
  MEMORY_BYTES: withDefault(bytes, 64 * 2 ** 20, 'Recent events kept for short gaps'),
  WINDOW_MS: withDefault(
    ms,
    15 * 60_000,
    'How long messages are remembered to tell copies; at least 15 minutes, except in tests',
  ),
  WINDOW_MESSAGES: withDefault(count, 1_000_000, 'How many messages are remembered for that, at most'),
  READ_BACK_RECORDS: withDefault(
    count,
    50_000,
    'Records of a partition that are read back at the start, at most',
  ),
  CATCH_UP_RECORDS: withDefault(
    count,
    100_000,
    'Longest gap, in records of a partition, that a subscription catches up from Kafka',
  ),
  CATCH_UP_BYTES: withDefault(
    bytes,
    32 * 2 ** 20,
    'Most bytes that a subscription is sent before it is live',
  ),
  SCAN_BYTES: withDefault(bytes, 512 * 1_024, 'Size of a read of the past'),
  MAX_SOCKETS: withDefault(count, 50_000, 'Connections of this process'),
  MAX_SUBSCRIPTIONS: withDefault(count, 1_000, 'Groups that a socket follows'),
  MAX_REPLAYS: withDefault(count, 4, 'Replays of a socket at a time'),
  MAX_QUEUED_BYTES: withDefault(bytes, 8 * 2 ** 20, 'Bytes that may wait for a client before it is cut'),
  MESSAGES_PER_SECOND: withDefault(count, 50, 'Messages that a socket may send, on average'),
  MESSAGE_BURST: withDefault(count, 200, 'Messages that a socket may send at once'),
  REPLAY_ACK_MS: withDefault(ms, 30_000, 'How long a chunk of a replay may go without its acknowledgement'),
} satisfies EnvSpec

export type Config = ReturnType<typeof readConfig>

/** @throws EnvError naming every wrong variable, or Error for the files of TLS */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env) {
  const values = readEnv(variables, env)
  const tls = readTlsFiles(values.TLS_CERT, values.TLS_KEY)
  const maxQueuedBytes = values.MAX_QUEUED_BYTES
  const limits: Limits = {
    maxSubscriptions: values.MAX_SUBSCRIPTIONS,
    maxReplays: values.MAX_REPLAYS,
    messagesPerSecond: values.MESSAGES_PER_SECOND,
    messageBurst: values.MESSAGE_BURST,
    maxCommandsInFlight: 64,
    maxQueuedBytes,
    readyBytes: Math.min(256 * 1_024, maxQueuedBytes / 2),
    maxCatchUpRecords: values.CATCH_UP_RECORDS,
    maxCatchUpBytes: values.CATCH_UP_BYTES,
    replayAckMs: values.REPLAY_ACK_MS,
    maxReplayHeldMs: 15_000,
  }
  return {
    port: values.PORT,
    host: values.HOST,
    logLevel: values.LOG_LEVEL,
    corsOrigins: values.CORS_ORIGINS,
    ...(tls && { tls }),
    verifier: verifierOptions(values),
    kafka: kafkaConnection(values),
    registryUrl: values.SCHEMA_REGISTRY_URL,
    databaseUrl: values.DATABASE_URL,
    databasePool: values.DATABASE_POOL,
    groupsTopic: values.GROUPS_TOPIC,
    commandApiUrl: values.COMMAND_API_URL,
    commandTimeoutMs: values.COMMAND_TIMEOUT_MS,
    positionsMs: values.POSITIONS_MS,
    memoryBytes: values.MEMORY_BYTES,
    windowMs: values.WINDOW_MS,
    windowMessages: values.WINDOW_MESSAGES,
    readBackRecords: values.READ_BACK_RECORDS,
    scanBytes: values.SCAN_BYTES,
    maxSockets: values.MAX_SOCKETS,
    limits,
  } as const
}

function verifierOptions(values: {
  readonly JWT_ALGORITHM: 'HS256' | 'RS256' | 'ES256'
  readonly JWT_SECRET: string | undefined
  readonly JWT_JWKS: string | undefined
}): VerifierOptions {
  const { JWT_ALGORITHM: algorithm, JWT_SECRET: secret, JWT_JWKS: jwks } = values
  if (algorithm === 'HS256') {
    if (secret === undefined) throw new Error('JWT_SECRET is missing: must be a secret of at least 32 bytes')
    return { algorithm, secret }
  }
  if (jwks === undefined) throw new Error(`JWT_JWKS is missing: ${algorithm} needs a JWK Set`)
  return { algorithm, jwks }
}
