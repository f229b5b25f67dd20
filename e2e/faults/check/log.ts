import { number, text, type LoggedEvent } from '../../src/decode.js'
import type { KeptLog } from '../log-dump.js'
import { judgeGroup, type GroupLog } from './group-log.js'
import type { Findings } from './promises.js'

export interface CheckedLog {
  readonly generation: string
  readonly groups: ReadonlyMap<string, GroupLog>
  /** `UserCreated` in the log's order. */
  readonly users: readonly LoggedEvent[]
  readonly records: number
  readonly copies: number
}

const longestBetweenCopiesMs = 15 * 60_000
/** A copy may come from an instance whose clock is wrong. */
const clockToleranceMs = 10 * 60_000

/** @param excused `group/actor/key` of which another body may follow */
export function checkLog(kept: KeptLog, excused: ReadonlySet<string>, findings: Findings): CheckedLog {
  const generations = new Set<string>()
  const byGroup = new Map<string, LoggedEvent[]>()
  const lastOffset = new Map<number, number>()
  for (const event of kept.groups) {
    const before = lastOffset.get(event.partition) ?? -1
    findings.expect(event.offset > before, 'log-is-sound', () => `${at(event)} comes after ${before}`)
    lastOffset.set(event.partition, event.offset)
    if (event.name === 'LogOpened') {
      generations.add(text(event, 'generation'))
      continue
    }
    const group = text(event, 'group')
    findings.expect(
      event.key === group,
      'log-is-sound',
      () => `${at(event)} of ${group} has the key ${event.key}`,
    )
    const others = byGroup.get(group)
    if (others) others.push(event)
    else byGroup.set(group, [event])
  }
  const [generation = ''] = generations
  findings.expect(generations.size === 1, 'log-is-sound', () => `generations: ${[...generations].join(', ')}`)
  const groups = new Map<string, GroupLog>()
  for (const [group, events] of byGroup) {
    const partitions = new Set(events.map(({ partition }) => partition))
    findings.expect(
      partitions.size === 1,
      'log-is-sound',
      () => `${group} is in ${partitions.size} partitions`,
    )
    groups.set(group, judgeGroup(group, events))
    checkCopies(group, events, excused, findings)
  }
  const copies = [...groups.values()].reduce(
    (sum, { records }) => sum + records.filter(({ fate }) => fate === 'copy').length,
    0,
  )
  const users = kept.users.filter(({ name }) => name === 'UserCreated')
  return { generation, groups, users, records: kept.groups.length + kept.users.length, copies }
}

function checkCopies(
  group: string,
  events: readonly LoggedEvent[],
  excused: ReadonlySet<string>,
  findings: Findings,
): void {
  const first = new Map<string, LoggedEvent>()
  for (const event of events) {
    const command = `${text(event, 'actorId')}/${text(event, 'commandId')}`
    const original = first.get(command)
    if (!original) {
      first.set(command, event)
      continue
    }
    // A copy may have been decided on another version of the message.
    const [one, other] = [original, event].map(({ name, fields }) => {
      const { occurredAt: _time, version: _version, ...rest } = fields
      return JSON.stringify([name, rest])
    })
    findings.expect(
      one === other || excused.has(`${group}/${command}`),
      'one-answer-a-key',
      () => `${at(event)} is no copy of ${at(original)}, whose key it has`,
    )
    const apartMs = Math.abs(number(event, 'occurredAt') - number(original, 'occurredAt'))
    findings.expect(
      apartMs <= longestBetweenCopiesMs + clockToleranceMs,
      'log-is-sound',
      () => `${at(event)} is a copy of ${at(original)}, ${apartMs} ms apart`,
    )
  }
}

export function at({ partition, offset }: LoggedEvent): string {
  return `record ${partition}:${offset}`
}
