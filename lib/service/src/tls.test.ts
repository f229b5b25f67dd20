import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeSelfSigned } from './testing/self-signed.js'
import { startEdge } from './testing/start-edge.js'
import { readTlsFiles } from './tls-files.js'

const folder = mkdtempSync(join(tmpdir(), 'tls-'))
const cert = join(folder, 'cert.pem')
const key = join(folder, 'key.pem')
beforeAll(() => writeSelfSigned(cert, key))
afterAll(() => rmSync(folder, { recursive: true }))

test('HTTPS with the files of TLS_CERT and TLS_KEY', async () => {
  const tls = readTlsFiles(cert, key)
  await using edge = await startEdge({}, tls === undefined ? {} : { tls })
  const body = await new Promise<string>((resolve, reject) => {
    get(`${edge.url}/health`, { ca: readFileSync(cert) }, (response) => {
      text(response).then(resolve, reject)
    }).on('error', reject)
  })
  expect(JSON.parse(body)).toEqual({ status: 'alive', name: 'test', version: '1.2.3' })
  await expect(fetch(`http://127.0.0.1:${edge.port}/health`)).rejects.toThrow()
})

test('neither file: plain HTTP; one alone, none there, or no PEM: named', () => {
  const rubbish = join(folder, 'rubbish.pem')
  writeFileSync(rubbish, 'rubbish')
  expect(readTlsFiles(undefined, undefined)).toBeUndefined()
  expect(() => readTlsFiles(cert, undefined)).toThrow(/TLS_KEY is missing/)
  expect(() => readTlsFiles(undefined, key)).toThrow(/TLS_CERT is missing/)
  expect(() => readTlsFiles(join(folder, 'none'), key)).toThrow(/^TLS_CERT: cannot read/)
  expect(() => readTlsFiles(rubbish, key)).toThrow(/must be PEM files/)
})
