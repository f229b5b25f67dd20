import { text } from '../../src/decode.js'
import { endOf, isAcknowledged, isRefused, type Command } from './commands.js'
import type { GroupLog, Judged } from './group-log.js'
import type { CheckedLog } from './log.js'
import type { Findings } from './promises.js'

const eventOf = { send: 'MessageSent', edit: 'MessageEdited', delete: 'MessageDeleted' } as const

/** Commands of groups against the log: what was acknowledged is there, and what was refused is not. */
export function checkCommands(commands: readonly Command[], log: CheckedLog, findings: Findings): void {
  const records = new Map<string, Judged[]>()
  for (const { records: all } of log.groups.values()) {
    for (const one of all) {
      const name = nameOf(text(one.event, 'group'), text(one.event, 'actorId'), text(one.event, 'commandId'))
      const known = records.get(name)
      if (known) known.push(one)
      else records.set(name, [one])
    }
  }
  const changes = changesByMessage(commands)
  for (const command of commands) {
    const { asked, attempts } = command
    if (asked.kind === 'user' || isForeign(command)) continue
    const found = records.get(nameOf(asked.group, asked.actor, asked.key)) ?? []
    const group = log.groups.get(asked.group)
    const acknowledged = attempts.filter(isAcknowledged)
    if (acknowledged.length > 0) {
      checkAcknowledged(command, found, group, findings, () => isUndisturbed(command, changes))
    } else if (
      attempts.length > 0 &&
      attempts.every((one) => isNotWritten(one.answer?.code) || isRefused(one))
    ) {
      // Another command of the same key may have put it there.
      if (asked.of === undefined) {
        findings.expect(
          found.length === 0,
          'refused-is-not-there',
          () => `${asked.command} was refused, and is in the log`,
        )
      }
    } else if (attempts.some(isRefused) && asked.of === undefined) {
      // Refused in the end, after an attempt that nobody knows of: then that one had no effect.
      const stood = found.some(({ fate }) => fate === 'stood')
      findings.expect(
        !stood,
        'one-answer-a-key',
        () => `${asked.command} was refused, but an earlier attempt of it stands`,
      )
    }
  }
  checkStrangers(commands, records, findings)
}

function checkAcknowledged(
  { asked, attempts }: Command,
  found: readonly Judged[],
  group: GroupLog | undefined,
  findings: Findings,
  undisturbed: () => boolean,
): void {
  const { command, kind } = asked
  const [first] = found
  if (!first || kind === 'user') {
    findings.add('acknowledged-stands', `${command} was acknowledged, and is not in the log`)
    return
  }
  for (const { answer } of attempts.filter(isAcknowledged)) {
    const offset = Number(String(answer?.body?.['position']).split(':')[2])
    const there = group?.byOffset.get(offset)
    findings.expect(
      there !== undefined && found.includes(there),
      'acknowledged-stands',
      () => `${command} was acknowledged at ${String(answer?.body?.['position'])}, where something else is`,
    )
  }
  const { event } = first
  findings.expect(
    event.name === eventOf[kind],
    'acknowledged-stands',
    () => `${command} is a ${event.name} in the log`,
  )
  if (asked.text !== undefined) {
    findings.expect(
      text(event, 'text') === asked.text,
      'acknowledged-stands',
      () => `${command} has another text in the log`,
    )
  }
  if (kind === 'send') {
    const stood = found.filter(({ fate }) => fate === 'stood').length
    findings.expect(stood === 1, 'acknowledged-stands', () => `${command} stands ${stood} times`)
    return
  }
  if (kind === 'delete') {
    const deleted = group?.deletedAt.has(first.messageId)
    findings.expect(
      deleted === true,
      'deleted-stays-deleted',
      () => `${command} was acknowledged, and its message stands`,
    )
    return
  }
  // Of two edits at the same time the first in the log stands. Alone, an edit always does. A repetition gets the first one's answer.
  if (first.fate !== 'stood' && asked.of === undefined && undisturbed()) {
    findings.add(
      'acknowledged-stands',
      `${command}, an edit, was acknowledged, had no rival, and has no effect (${first.fate})`,
    )
  }
}

/** No other change of the message was under way between the command's first attempt and its last answer. */
function isUndisturbed(command: Command, changes: ReadonlyMap<string, readonly Command[]>): boolean {
  const [begin, end] = span(command)
  const others = changes.get(`${command.asked.group}/${command.asked.messageId}`) ?? []
  return others.every((other) => {
    if (other.asked.key === command.asked.key) return true
    const [otherBegin, otherEnd] = span(other)
    return otherEnd < begin || otherBegin > end
  })
}

/** Once acknowledged it is in the log; whatever an earlier attempt adds later is a copy. */
function span({ asked, attempts }: Command): [begin: number, end: number] {
  const acknowledged = attempts.filter(isAcknowledged).map(endOf)
  return [
    asked.at,
    acknowledged.length > 0 ? Math.min(...acknowledged) : Math.max(...attempts.map(endOf), asked.at),
  ]
}

function changesByMessage(commands: readonly Command[]): Map<string, Command[]> {
  const changes = new Map<string, Command[]>()
  for (const command of commands) {
    const { group, messageId } = command.asked
    if (messageId === undefined) continue
    const name = `${group}/${messageId}`
    const known = changes.get(name)
    if (known) known.push(command)
    else changes.set(name, [command])
  }
  return changes
}

/** Nothing is in the log that nobody asked for. */
function checkStrangers(
  commands: readonly Command[],
  records: ReadonlyMap<string, readonly Judged[]>,
  findings: Findings,
): void {
  const asked = new Set(commands.map((one) => nameOf(one.asked.group, one.asked.actor, one.asked.key)))
  for (const [name, [first]] of records) {
    findings.expect(
      asked.has(name),
      'refused-is-not-there',
      () => `nobody asked for ${first?.event.name} ${name}`,
    )
  }
}

/** The key of another command with another body: what counts for it is that it is refused, which its key's check looks after. */
export function isForeign({ asked }: Command): boolean {
  return asked.of?.how === 'other-body' || asked.of?.how === 'other-actor'
}

function isNotWritten(code: string | undefined): boolean {
  return code !== undefined && notWritten.has(code)
}

/** Answers that say that nothing was written. */
const notWritten = new Set([
  'log-unavailable',
  'overloaded',
  'read-model-unavailable',
  'projection-behind',
  'group-parked',
  'stopping',
  'too-many-requests',
])

function nameOf(group: string, actor: string, key: string): string {
  return `${group}/${actor}/${key}`
}
