import type { ReplayEntry } from '../entries.js'
import type { Deletions } from './deletions.js'
import type { MayBeBehind } from './fault-windows.js'
import type { CheckedLog } from './log.js'
import type { Findings } from './promises.js'
import { difference, firstAfter, offsetIn } from './sequence.js'

/** Each replay is what stands in its range, in order, without texts of what was visibly deleted when it was asked for. */
export function checkReplays(
  replays: readonly ReplayEntry[],
  log: CheckedLog,
  deletions: Deletions,
  mayBeBehind: MayBeBehind,
  findings: Findings,
): void {
  for (const replay of replays) {
    const group = log.groups.get(replay.group)
    const name = `replay of ${replay.group} ${replay.from ?? 'beginning'}…${replay.upTo} from ${replay.to}`
    const upTo = group && offsetIn(log, group, replay.upTo)
    if (!group || upTo === undefined) {
      findings.add('replays-are-the-log', `${name} is of nothing`)
      continue
    }
    const from = replay.from === undefined ? -1 : (offsetIn(log, group, replay.from) ?? -1)
    const expected = group.stood.slice(firstAfter(group, from), firstAfter(group, upTo))
    findings.expect(
      expected.length === replay.events.length,
      'replays-are-the-log',
      () => `${name} has ${replay.events.length} events instead of ${expected.length}`,
    )
    for (const [i, seen] of replay.events.entries()) {
      const record = expected[i]
      if (!record) break
      const wrong = difference(log, group, seen, record)
      if (wrong !== undefined) {
        findings.add('replays-are-the-log', `${name}, event ${i}: ${wrong}`)
        break
      }
      const deletedOffset = group.deletedAt.get(record.messageId)
      if (seen.text === undefined || deletedOffset === undefined) continue
      if (upTo < deletedOffset && mayBeBehind(replay.to, replay.askedAt, replay.at)) continue
      const visibleAt = deletions.visibleAt(replay.group, deletedOffset)
      findings.expect(
        visibleAt === undefined || visibleAt > replay.askedAt,
        'deleted-stays-deleted',
        () => `${name} has the text of ${record.messageId}, whose deletion was visible before`,
      )
    }
  }
}
