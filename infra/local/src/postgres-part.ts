import type { Child } from './child.js'
import { logFile } from './files.js'
import type { Guard } from './guard.js'
import type { PortPlan } from './ports.js'
import type { PostgresPlace } from './postgres-place.js'
import { startPostgres } from './postgres.js'
import { canConnect } from './can-connect.js'
import { stages } from './stages.js'
import type { Part } from './supervised.js'

export function postgresPart(
  place: PostgresPlace,
  password: string,
  { ports, guard }: { ports: PortPlan; guard: Guard },
): Part {
  const port = ports.postgres
  const onProcess = ({ pid, exited }: Child) => {
    guard.watch({
      pid,
      name: 'postgres',
      stage: stages.postgres,
      signal: 'SIGINT',
      graceMs: 30_000,
      group: false,
    })
    void exited.then(() => guard.forget(pid))
  }
  return {
    name: 'postgres',
    address: `127.0.0.1:${port}`,
    stage: stages.postgres,
    start: () => startPostgres({ place, port, password, logFile: logFile('postgres'), onProcess }),
    isReady: () => canConnect(port),
  }
}
