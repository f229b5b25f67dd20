import { endAll, endMatching } from './end-processes.js'
import { files } from './files.js'
import { kafkaCommand } from './kafka-part.js'
import { locationOf } from './postgres-place.js'
import { runningPostgres } from './postgres.js'
import { endLeftovers } from './process-record.js'

/**
 * Ends whatever an earlier start in this folder left running, because it was killed. Says so. Only to be called with
 * the lock held.
 */
export async function clearLeftovers(say: (line: string) => void): Promise<void> {
  const ended = await endLeftovers(files.processes, () =>
    say('  The last start was killed; what it left is ending …'),
  )
  const pid = await runningPostgres((await locationOf(files.postgres)) ?? files.postgres)
  if (pid !== undefined) {
    await endAll([{ pid, name: 'postgres', stage: 0, signal: 'SIGINT', graceMs: 30_000, group: false }])
    ended.push(`postgres (pid ${pid})`)
  }
  if ((await endMatching(kafkaCommand)) > 0) ended.push('kafka')
  if (ended.length > 0) say(`  Ended what the last start had left running: ${ended.join(', ')}.`)
}
