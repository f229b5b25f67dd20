import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readEnv } from './env.js'
import { kafkaConnection, kafkaEnv } from './kafka-env.js'
import { writeSelfSigned } from './testing/self-signed.js'

const folder = mkdtempSync(join(tmpdir(), 'kafka-env-'))
const cert = join(folder, 'cert.pem')
const key = join(folder, 'key.pem')
beforeAll(() => writeSelfSigned(cert, key))
afterAll(() => rmSync(folder, { recursive: true }))

const read = (env: Record<string, string>) => kafkaConnection(readEnv(kafkaEnv, env))

test('without variables: plain, at the port of the design', () => {
  expect(read({})).toEqual({ brokers: ['127.0.0.1:9092'] })
})

test('TLS with public authorities, with our own, and with a certificate of ours', () => {
  expect(read({ KAFKA_SSL: 'true' })).toMatchObject({ ssl: true })
  expect(read({ KAFKA_SSL: 'true', KAFKA_SSL_CA: cert }).ssl).toEqual({ ca: readFileSync(cert) })
  const mutual = read({ KAFKA_SSL: 'true', KAFKA_SSL_CERT: cert, KAFKA_SSL_KEY: key })
  expect(mutual.ssl).toEqual({ cert: readFileSync(cert), key: readFileSync(key) })
})

test('SASL', () => {
  const sasl = {
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: 'chat',
    KAFKA_SASL_PASSWORD: 'x',
  }
  expect(read(sasl).sasl).toEqual({ mechanism: 'scram-sha-512', username: 'chat', password: 'x' })
})

test.each([
  [{ KAFKA_SSL_CA: '/ca.pem' }, 'KAFKA_SSL_CA without KAFKA_SSL=true'],
  [{ KAFKA_SSL: 'true', KAFKA_SSL_CERT: '/cert.pem' }, 'KAFKA_SSL_KEY belong together'],
  [{ KAFKA_SSL: 'true', KAFKA_SSL_CA: '/nowhere/ca.pem' }, 'KAFKA_SSL_CA: ENOENT'],
  [{ KAFKA_SASL_USERNAME: 'chat' }, 'KAFKA_SASL_MECHANISM, KAFKA_SASL_PASSWORD missing'],
  [{ KAFKA_SASL_MECHANISM: 'gssapi' }, 'KAFKA_SASL_MECHANISM must be one of plain'],
  [{ KAFKA_SSL: 'yes' }, 'KAFKA_SSL must be true or false'],
])('%j is refused: %s', (env, reason) => {
  expect(() => read(env)).toThrow(reason)
})

test('files that are no certificates are refused, and a password is never shown', () => {
  const rubbish = join(folder, 'rubbish.pem')
  writeFileSync(rubbish, 'rubbish')
  expect(() => read({ KAFKA_SSL: 'true', KAFKA_SSL_CA: rubbish })).toThrow(`${rubbish} is no PEM file`)
  expect(() => read({ KAFKA_SSL: 'true', KAFKA_SSL_CERT: cert, KAFKA_SSL_KEY: cert })).toThrow(
    'KAFKA_SSL_CERT, KAFKA_SSL_KEY: ',
  )
  expect(() => read({ KAFKA_SASL_MECHANISM: 'x', KAFKA_SASL_PASSWORD: 'hush' })).not.toThrow('hush')
})
