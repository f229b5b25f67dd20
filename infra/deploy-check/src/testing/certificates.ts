import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Certificates {
  /** PEM files. */
  readonly ca: string
  readonly cert: string
  readonly key: string
  /** Key and certificate in one file, as Kafka takes them. */
  readonly keyAndCert: string
}

/** An authority of its own and a certificate by it for 127.0.0.1 and localhost, in `folder`. Needs openssl. */
export function makeCertificates(folder: string, name: string): Certificates {
  const file = (suffix: string) => join(folder, `${name}-${suffix}.pem`)
  const [ca, caKey, cert, key, request] = ['ca', 'ca-key', 'cert', 'key', 'request'].map(file) as [
    string,
    string,
    string,
    string,
    string,
  ]
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-subj',
    `/CN=${name} authority`,
    '-days',
    '2',
    '-keyout',
    caKey,
    '-out',
    ca,
  )
  openssl('req', ...newKey, '-subj', `/CN=${name}`, '-keyout', key, '-out', request)
  const names = file('names')
  writeFileSync(names, 'subjectAltName=IP:127.0.0.1,DNS:localhost\n')
  const signed = ['x509', '-req', '-in', request, '-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', '2']
  openssl(...signed, '-extfile', names, '-out', cert)
  const keyAndCert = file('key-and-cert')
  writeFileSync(keyAndCert, readFileSync(key, 'utf8') + readFileSync(cert, 'utf8'), { mode: 0o600 })
  return { ca, cert, key, keyAndCert }
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}
