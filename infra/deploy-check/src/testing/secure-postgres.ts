import { randomBytes } from 'node:crypto'
import { chown, copyFile, chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureDatabase, type Postgres, startPostgres } from '@hanashi/local/postgres'
import { choosePostgresPlace } from '@hanashi/local/postgres-place'
import { projectRoot } from '@hanashi/local/project'
import type { Certificates } from './certificates.js'

export interface SecurePostgres {
  readonly postgres: Postgres
  /** Of an empty database, without `sslmode`. */
  readonly databaseUrl: string
}

/** A Postgres that offers TLS with our certificate. */
export async function startSecurePostgres(
  folder: string,
  port: number,
  certificates: Certificates,
): Promise<SecurePostgres> {
  const place = await choosePostgresPlace(join(folder, 'postgres'), projectRoot)
  const [cert, key] = [join(folder, 'postgres-own-cert.pem'), join(folder, 'postgres-own-key.pem')]
  await copyFile(certificates.cert, cert)
  await copyFile(certificates.key, key)
  await chmod(key, 0o600)
  if (place.user) for (const file of [cert, key]) await chown(file, place.user.uid, place.user.gid)
  const postgres = await startPostgres({
    place,
    port,
    password: randomBytes(16).toString('hex'),
    logFile: join(folder, 'postgres.log'),
    settings: { ssl: 'on', ssl_cert_file: cert, ssl_key_file: key, fsync: 'off' },
  })
  await ensureDatabase(postgres.url('postgres'), 'hanashi')
  return { postgres, databaseUrl: postgres.url('hanashi') }
}
