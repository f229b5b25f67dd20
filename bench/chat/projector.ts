import { setTimeout as sleep } from 'node:timers/promises'
import { openCopyTables } from './raw-copy.js'
import { append, openProducer, records } from './records.js'
import { projected, untilProjected } from './progress.js'
import { alternate, type Figure } from './rounds.js'
import { partitions, type System } from './system.js'

const groupCount = 25
/** A group's messages are what the raw COPY writes in one transaction. */
const perGroup = 2_000
const backlog = groupCount * perGroup

/** A backlog projected from a projector's start, beside a binary COPY of the same rows. */
export async function projector(system: System): Promise<readonly Figure[]> {
  await untilProjected(system)
  const producer = await openProducer(system.kafka)
  system.atEnd(() => producer.disconnect())
  const raw = await openCopyTables(system)
  let round = 0
  let groups: readonly string[] = []
  const figure = await alternate({
    name: `projector, backlog of ${backlog.toLocaleString('en-US')} events`,
    unit: 'a second',
    warm: false,
    ours: async () => {
      round += 1
      await system.projector.stop()
      groups = Array.from({ length: groupCount }, (_, n) =>
        system.groupIn(n % partitions.writing.length, `backlog${round}-${n}`),
      )
      await append(producer, system.topic.topic, records(system.topic, groups, backlog))
      return projectedPerSecond(system)
    },
    limits: { 'binary COPY, 2,000 rows a transaction': () => raw.rowsPerSecond(groups, backlog) },
  })
  return [figure]
}

/** From the first batch that is committed on, that one not counted, to the last. */
async function projectedPerSecond(system: System): Promise<number> {
  const before = await projected(system)
  const started = system.projector.restart()
  let first = before
  while (first === before) {
    await sleep(10)
    first = await projected(system)
  }
  const began = performance.now()
  const goal = before + backlog
  for (;;) {
    const now = await projected(system)
    if (now >= goal) break
    await sleep(10)
  }
  const seconds = (performance.now() - began) / 1_000
  await started
  return (goal - first) / seconds
}
