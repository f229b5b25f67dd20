import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import jsonwebtoken from 'jsonwebtoken'
import { afterEach, expect, test } from 'vitest'
import { parseKeySet } from './key-set.js'
import { RemoteKeySet } from './remote-key-set.js'
import { createVerifier } from './verifier.js'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const claims = { sub: randomUUID(), username: 'kiran', exp: Math.floor(Date.now() / 1000) + 600 }
const jwk = (key: KeyObject, more: object) => ({ ...key.export({ format: 'jwk' }), ...more })
const sets = JSON.stringify({
  keys: [jwk(rsa.publicKey, { kid: 'r1', use: 'sig' }), jwk(ec.publicKey, { kid: 'e1' })],
})

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

function keySetFile(json: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'jwks-'))
  cleanups.push(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'jwks.json')
  writeFileSync(path, json)
  return path
}

async function issuer(): Promise<{ url: string; state: { json: string; status: number; asked: number } }> {
  const state = { json: sets, status: 200, asked: 0 }
  const server: Server = createServer((_request, response) => {
    state.asked++
    response.writeHead(state.status).end(state.json)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => server.close().closeAllConnections())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}/`, state }
}

test('RS256 and ES256 tokens are checked with the keys of a file', async () => {
  const jwks = keySetFile(sets)
  const rs = createVerifier({ algorithm: 'RS256', jwks })
  const es = createVerifier({ algorithm: 'ES256', jwks })
  const rsToken = jsonwebtoken.sign(claims, rsa.privateKey, { algorithm: 'RS256', keyid: 'r1' })
  const esToken = jsonwebtoken.sign(claims, ec.privateKey, { algorithm: 'ES256', keyid: 'e1' })
  expect((await rs.verify(rsToken)).username).toBe('kiran')
  expect((await es.verify(esToken)).username).toBe('kiran')
  await expect(rs.verify(esToken)).rejects.toMatchObject({ problemCode: 'invalid-token' })
  await expect(es.verify(rsToken)).rejects.toMatchObject({ problemCode: 'invalid-token' })
})

test('the public key as an HMAC secret, a key of another kid and no kid', async () => {
  const verifier = createVerifier({ algorithm: 'RS256', jwks: keySetFile(sets) })
  const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const confused = jsonwebtoken.sign(claims, pem, { algorithm: 'HS256', keyid: 'r1' })
  await expect(verifier.verify(confused)).rejects.toMatchObject({ problemCode: 'invalid-token' })
  const unknown = jsonwebtoken.sign(claims, rsa.privateKey, { algorithm: 'RS256', keyid: 'r9' })
  await expect(verifier.verify(unknown)).rejects.toMatchObject({ problemCode: 'invalid-token' })
  const stranger = jsonwebtoken.sign(claims, otherRsa.privateKey, { algorithm: 'RS256', keyid: 'r1' })
  await expect(verifier.verify(stranger)).rejects.toMatchObject({ problemCode: 'invalid-token' })
  const withoutKid = jsonwebtoken.sign(claims, rsa.privateKey, { algorithm: 'RS256' })
  expect((await verifier.verify(withoutKid)).username).toBe('kiran')
})

test.each(['', '[]', '{"keys":{}}', '{"keys":[]}', '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}'])(
  'a file with %j stops the start',
  (json) => {
    expect(() => createVerifier({ algorithm: 'RS256', jwks: keySetFile(json) })).toThrow()
  },
)

test('a private or encrypting key is not taken for a signing one', () => {
  const json = JSON.stringify({ keys: [jwk(rsa.publicKey, { use: 'enc' }), jwk(ec.publicKey, {})] })
  expect(() => parseKeySet(json, 'RS256')).toThrow(/no public key for RS256/)
})

test('keys behind an address: fetched once, again for a new key, kept while the issuer is away', async () => {
  const { url, state } = await issuer()
  let nowMs = 0
  const keySet = new RemoteKeySet({ url: new URL(url), algorithm: 'RS256', now: () => nowMs })
  await Promise.all(Array.from({ length: 20 }, () => keySet.keysFor('r1')))
  expect(state.asked).toBe(1)

  state.json = JSON.stringify({ keys: [jwk(otherRsa.publicKey, { kid: 'r2' })] })
  expect((await keySet.keysFor('r2')).has('r2')).toBe(false)
  nowMs += 10_000
  expect((await keySet.keysFor('r2')).has('r2')).toBe(true)
  expect(state.asked).toBe(2)

  state.status = 500
  nowMs += 3_600_000
  expect((await keySet.keysFor('r2')).has('r2')).toBe(true)
  expect(state.asked).toBe(3)
})

test('an issuer that never answered is not the fault of the token', async () => {
  const { url, state } = await issuer()
  state.status = 503
  const verifier = createVerifier({ algorithm: 'RS256', jwks: url })
  const token = jsonwebtoken.sign(claims, rsa.privateKey, { algorithm: 'RS256', keyid: 'r1' })
  await expect(verifier.verify(token)).rejects.toMatchObject({ problemCode: 'upstream-unavailable' })
})

test('a key set without end is not read to its end', async () => {
  const { url, state } = await issuer()
  state.json = sets.padEnd(300_000)
  const keySet = new RemoteKeySet({ url: new URL(url), algorithm: 'RS256' })
  await expect(keySet.keysFor('r1')).rejects.toThrow(/larger than 262144 bytes/)
})
