import { readModelVersion, schemaName } from '@hanashi/read-model/version'
import { setTimeout as sleep } from 'node:timers/promises'
import type { System } from './system.js'

export const schema = schemaName(readModelVersion)

/** Records of the groups topic that are in the read models. */
export async function projected({ database }: Pick<System, 'database'>): Promise<number> {
  const { rows } = await database.query<{ count: string | null }>({
    name: 'projected',
    text: `SELECT sum(next_offset) AS count FROM ${schema}.progress WHERE kind = 'groups'`,
  })
  return Number(rows[0]?.count ?? 0)
}

/** Starts the projector where it doesn't run, and waits until it has taken in everything that is in the log. */
export async function untilProjected(system: System, timeoutMs = 60_000): Promise<void> {
  if (!system.projector.running) await system.projector.restart()
  const ends = await system.log.endOffsets(system.topic.topic)
  const total = ends.reduce((sum, end) => sum + end, 0)
  const began = performance.now()
  while ((await projected(system)) < total) {
    if (performance.now() - began > timeoutMs)
      throw new Error(`the projector is not done after ${timeoutMs} ms`)
    await sleep(50)
  }
}
