import { writeFileSync } from 'node:fs'
import { generate } from 'selfsigned'

/** Writes a fresh certificate for 127.0.0.1 and its key, in PEM. */
export async function writeSelfSigned(cert: string, key: string): Promise<void> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  })
  writeFileSync(cert, made.cert)
  writeFileSync(key, made.private)
}
