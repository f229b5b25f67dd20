import { errorCode } from './errors.js'
import type { Guarded } from './guard.js'
import { isAlive } from './identity.js'
import { findProcesses } from './process-table.js'
import { waitUntil } from './wait.js'

/** Ends processes that aren't (or no longer) our children, the highest stage first. */
export async function endAll(processes: readonly Guarded[]): Promise<void> {
  const stages = [...new Set(processes.map(({ stage }) => stage))].toSorted((a, b) => b - a)
  for (const stage of stages) await Promise.all(processes.filter((one) => one.stage === stage).map(end))
}

/** Ends every process whose command line contains all of these texts. Answers how many there were. */
export async function endMatching(contains: readonly string[], graceMs = 20_000): Promise<number> {
  const pids = await findProcesses(contains)
  await Promise.all(
    pids.map((pid) =>
      end({ pid, name: contains.join(' '), stage: 0, signal: 'SIGTERM', graceMs, group: false }),
    ),
  )
  return pids.length
}

async function end(guarded: Guarded): Promise<void> {
  if (!isAlive(guarded.pid)) return
  signal(guarded, guarded.signal)
  if (await waitUntil(() => !isAlive(guarded.pid), { timeoutMs: guarded.graceMs })) return
  signal(guarded, 'SIGKILL')
  await waitUntil(() => !isAlive(guarded.pid), { timeoutMs: 5_000 })
}

function signal({ pid, group }: Guarded, name: NodeJS.Signals): void {
  try {
    process.kill(group ? -pid : pid, name)
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error
  }
}
