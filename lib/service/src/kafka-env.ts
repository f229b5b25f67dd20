import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { flag, hostPort, list, oneOf, secret, text } from './env-kinds.js'
import { EnvError, optional, withDefault, type EnvOf } from './env.js'

/** How Kafka is reached; spread into the variables of every program that talks to it. */
export const kafkaEnv = {
  KAFKA_BROKERS: withDefault(
    list(hostPort),
    ['127.0.0.1:9092'],
    'Kafka brokers to begin with, separated by commas',
  ),
  KAFKA_SSL: withDefault(flag, false, 'Whether the brokers are spoken to with TLS'),
  KAFKA_SSL_CA: optional(
    text,
    "File with the certificates (PEM) that the brokers' own are checked with",
    "Node's list of public authorities",
  ),
  KAFKA_SSL_CERT: optional(
    text,
    'File with our certificate (PEM), where brokers ask for one',
    'no certificate',
  ),
  KAFKA_SSL_KEY: optional(text, 'File with the private key of KAFKA_SSL_CERT (PEM)', 'no certificate'),
  KAFKA_SASL_MECHANISM: optional(
    oneOf('plain', 'scram-sha-256', 'scram-sha-512'),
    'How we say who we are',
    'no SASL',
  ),
  KAFKA_SASL_USERNAME: optional(text, 'User of KAFKA_SASL_MECHANISM'),
  KAFKA_SASL_PASSWORD: optional(secret(1), 'Its password'),
}

/** Fits `KafkaSettings` of `@hanashi/log`. */
export interface KafkaConnection {
  readonly brokers: readonly string[]
  readonly ssl?: true | KafkaTls
  readonly sasl?: KafkaSasl
}

interface KafkaTls {
  readonly ca?: Buffer
  readonly cert?: Buffer
  readonly key?: Buffer
}

type KafkaSasl =
  | { readonly mechanism: 'plain'; readonly username: string; readonly password: string }
  | { readonly mechanism: 'scram-sha-256'; readonly username: string; readonly password: string }
  | { readonly mechanism: 'scram-sha-512'; readonly username: string; readonly password: string }

/** @throws EnvError naming what is missing, can't be read or doesn't go together */
export function kafkaConnection(values: EnvOf<typeof kafkaEnv>): KafkaConnection {
  const ssl = tls(values)
  const login = sasl(values)
  return {
    brokers: values.KAFKA_BROKERS,
    ...(ssl === undefined ? {} : { ssl }),
    ...(login === undefined ? {} : { sasl: login }),
  }
}

function tls(values: EnvOf<typeof kafkaEnv>): true | KafkaTls | undefined {
  const names = ['KAFKA_SSL_CA', 'KAFKA_SSL_CERT', 'KAFKA_SSL_KEY'] as const
  const given = names.filter((name) => values[name] !== undefined)
  if (!values.KAFKA_SSL) {
    // Files that would silently do nothing are a mistake that sends everything in the clear.
    if (given.length > 0) throw new EnvError([`${given.join(', ')} without KAFKA_SSL=true`])
    return undefined
  }
  if ((values.KAFKA_SSL_CERT === undefined) !== (values.KAFKA_SSL_KEY === undefined)) {
    throw new EnvError(['KAFKA_SSL_CERT and KAFKA_SSL_KEY belong together: one is missing'])
  }
  if (given.length === 0) return true
  const ca = readPem('KAFKA_SSL_CA', values.KAFKA_SSL_CA)
  const cert = readPem('KAFKA_SSL_CERT', values.KAFKA_SSL_CERT)
  const key = readPem('KAFKA_SSL_KEY', values.KAFKA_SSL_KEY)
  const files = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) }
  try {
    createSecureContext(files)
  } catch (error) {
    throw new EnvError([`${given.join(', ')}: ${error instanceof Error ? error.message : String(error)}`])
  }
  return files
}

function sasl(values: EnvOf<typeof kafkaEnv>): KafkaSasl | undefined {
  const {
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
  } = values
  if (mechanism === undefined && username === undefined && password === undefined) return undefined
  if (mechanism !== undefined && username !== undefined && password !== undefined) {
    return { mechanism, username, password }
  }
  const missing = [
    ...(mechanism === undefined ? ['KAFKA_SASL_MECHANISM'] : []),
    ...(username === undefined ? ['KAFKA_SASL_USERNAME'] : []),
    ...(password === undefined ? ['KAFKA_SASL_PASSWORD'] : []),
  ]
  throw new EnvError([`SASL needs mechanism, user and password: ${missing.join(', ')} missing`])
}

function readPem(name: string, path: string | undefined): Buffer | undefined {
  if (path === undefined) return undefined
  let pem: Buffer
  try {
    pem = readFileSync(path)
  } catch (error) {
    throw new EnvError([`${name}: ${error instanceof Error ? error.message : String(error)}`])
  }
  // Node takes a file of authorities that holds none without a word, and then trusts nobody.
  if (!pem.includes('-----BEGIN ')) throw new EnvError([`${name}: ${path} is no PEM file`])
  return pem
}
