import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { Guard } from '@hanashi/local/guard'
import { startPostgres, type Postgres } from '@hanashi/local/postgres'
import { choosePostgresPlace, locationOf } from '@hanashi/local/postgres-place'
import { projectRoot } from '@hanashi/local/project'
import { sendSignal, signalAll, untilGone, withChildren, type Target } from './target.js'

export interface PostgresTarget extends Target {
  readonly url: (database: string) => string
}

/** A Postgres of the run's own. It needn't outlive a power cut, only its processes. */
export async function startPostgresTarget(
  folder: string,
  port: number,
  guard: Guard,
): Promise<PostgresTarget> {
  const logFile = join(folder, 'postgres.log')
  const place = await choosePostgresPlace(join(folder, 'postgres'), projectRoot)
  // Where Postgres runs as somebody who can't enter the folder of the run.
  const elsewhere = await locationOf(join(folder, 'postgres'))
  guard.remove(elsewhere === undefined ? place.dataFolder : dirname(elsewhere))
  const password = randomBytes(16).toString('hex')
  const launch = () =>
    startPostgres({
      place,
      port,
      password,
      logFile,
      settings: { fsync: 'off', full_page_writes: 'off', max_connections: '300' },
      onProcess: ({ pid, exited }) => {
        guard.watch({ pid, name: 'postgres', stage: 0, signal: 'SIGQUIT', graceMs: 5_000, group: false })
        void exited.then(() => guard.forget(pid))
      },
    })
  let running: Postgres = await launch()
  let up = true
  const watch = () => {
    const mine = running
    up = true
    void mine.exited.then(() => {
      if (running === mine) up = false
    })
  }
  watch()
  const target: PostgresTarget = {
    name: 'postgres',
    logFile,
    url: (database) => running.url(database),
    running: () => up,
    pids: () => (up ? withChildren(running.pid) : []),
    end: async (signal) => {
      if (!up) return
      const pids = target.pids()
      signalAll(target, 'SIGCONT')
      // SIGTERM would wait for every client to leave; SIGINT is what an operator's stop sends.
      sendSignal(running.pid, signal === 'SIGTERM' ? 'SIGINT' : 'SIGKILL')
      // Backends notice the death of their parent and end themselves; Postgres can't be started again before.
      if (!(await untilGone(pids, 20_000))) for (const pid of pids) sendSignal(pid, 'SIGKILL')
      await running.exited
    },
    start: async () => {
      running = await launch()
      watch()
    },
  }
  return target
}
