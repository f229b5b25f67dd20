import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import type {} from './context.js'
import { ensureDatabase } from '../postgres.js'

/** The url of a new, empty database (UTF-8, C.UTF-8). It is thrown away with the Postgres of the run. */
export async function createTestDatabase(): Promise<string> {
  const admin = inject('postgresAdminUrl')
  const name = `t_${inject('runTag')}_${randomBytes(4).toString('hex')}`
  await ensureDatabase(admin, name)
  const url = new URL(admin)
  url.pathname = `/${name}`
  return url.href
}
