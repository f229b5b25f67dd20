import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Guard } from '../guard.js'
import { freePort } from '../ports.js'
import { type Postgres, startPostgres } from '../postgres.js'
import { choosePostgresPlace } from '../postgres-place.js'
import { projectRoot } from '../project.js'

/** A Postgres that doesn't care for power cuts: its data is thrown away. */
export async function startTestPostgres(folder: string, guard: Guard): Promise<Postgres> {
  return startPostgres({
    place: await choosePostgresPlace(join(folder, 'postgres'), projectRoot),
    port: await freePort(),
    password: randomBytes(16).toString('hex'),
    logFile: join(folder, 'postgres.log'),
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '500' },
    onProcess: ({ pid, exited }) => {
      guard.watch({ pid, name: 'postgres', stage: 0, signal: 'SIGQUIT', graceMs: 5_000, group: false })
      void exited.then(() => guard.forget(pid))
    },
  })
}
