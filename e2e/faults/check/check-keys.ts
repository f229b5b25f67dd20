import { anyOverlaps, type FaultWindow } from './fault-windows.js'
import { isAcknowledged, isOpenEnded, isRefused, overlap, type Attempt, type Command } from './commands.js'
import type { Findings } from './promises.js'

/** A key this young may be taken for unused on another instance, and while Postgres is away one of five minutes (the design, §4). */
const [freshMs, freshWhileAwayMs] = [5_000, 5 * 60_000]
/** Whether command-api may have taken a key for unused that had been used. */
export type MayBeTakenForUnused = (attempt: Attempt, keyMadeAt: number) => boolean

export function createExcuse(windows: readonly FaultWindow[]): MayBeTakenForUnused {
  const away = windows.filter(({ target }) => /^(postgres|command-api-\d+>postgres)$/.test(target))
  return (attempt, keyMadeAt) => {
    const age = attempt.at - keyMadeAt
    if (age < freshMs + 1_000) return true
    return age < freshWhileAwayMs && anyOverlaps(away, attempt.at, attempt.answer?.at ?? Infinity)
  }
}

interface KeyedAttempt extends Attempt {
  readonly command: string
  readonly keyMadeAt: number
  readonly kind: string
}

/** All attempts of all commands that carry one key of one actor in one group. */
export function checkKeys(
  commands: readonly Command[],
  mayBeUnused: MayBeTakenForUnused,
  findings: Findings,
): void {
  const byKey = new Map<string, Command[]>()
  for (const command of commands) {
    const { group, actor, key } = command.asked
    const name = `${group}/${actor}/${key}`
    const known = byKey.get(name)
    if (known) known.push(command)
    else byKey.set(name, [command])
  }
  for (const sharing of byKey.values()) {
    const same = sharing.filter(({ asked }) => asked.of === undefined || asked.of.how === 'repeat')
    const foreign = sharing.filter(({ asked }) => asked.of?.how === 'other-body')
    const keyMadeAt = Math.min(...sharing.map(({ asked }) => asked.at))
    const attempts = same
      .flatMap(({ asked, attempts: all }) =>
        all.map((one) => ({ ...one, command: asked.command, keyMadeAt, kind: asked.kind })),
      )
      .toSorted((a, b) => a.at - b.at)
    checkAnswers(attempts, mayBeUnused, findings)
    if (same.some((command) => command.attempts.some(isAcknowledged))) {
      checkForeign(foreign, keyMadeAt, mayBeUnused, findings)
    }
  }
}

function checkAnswers(
  attempts: readonly KeyedAttempt[],
  mayBeUnused: MayBeTakenForUnused,
  findings: Findings,
): void {
  const answered = attempts.filter(isAcknowledged)
  const [first] = answered
  if (!first) return
  for (const other of answered.slice(1)) {
    for (const id of ['messageId', 'userId', 'group', 'username'] as const) {
      findings.expect(
        first.answer?.body?.[id] === other.answer?.body?.[id],
        'one-answer-a-key',
        () => `${first.command} and ${other.command} have one key and two of ${id}`,
      )
    }
  }
  for (const refused of attempts.filter(isRefused)) {
    findings.add(
      'one-answer-a-key',
      `${refused.command} was refused (${refused.answer?.code}), and acknowledged in another attempt`,
    )
  }
  // The one that nothing overlapped: whoever asks later gets its answer.
  const alone = answered.find((one) => attempts.every((other) => other === one || !overlap(one, other)))
  if (!alone) return
  for (const later of answered) {
    if (later.at <= (alone.answer?.at ?? Infinity) || mayBeUnused(later, alone.keyMadeAt)) continue
    const [one, other] = [alone, later].map(({ answer }) =>
      JSON.stringify(answer?.body, sorted(answer?.body)),
    )
    findings.expect(
      one === other,
      'one-answer-a-key',
      () => `${later.command} (attempt ${later.number}) got ${other}, ${alone.command} had got ${one}`,
    )
  }
}

function sorted(body: object | undefined): string[] {
  return Object.keys(body ?? {}).toSorted()
}

/** The key of something acknowledged, with another body: refused, whoever is asked. */
function checkForeign(
  foreign: readonly Command[],
  keyMadeAt: number,
  mayBeUnused: MayBeTakenForUnused,
  findings: Findings,
): void {
  for (const { asked, attempts } of foreign) {
    for (const attempt of attempts.filter((one) => !isOpenEnded(one) && !mayBeUnused(one, keyMadeAt))) {
      const { status, code } = attempt.answer ?? {}
      const right = code === 'key-reused' || (status !== undefined && (status === 429 || status >= 500))
      findings.expect(
        right,
        'one-answer-a-key',
        () => `${asked.command}: another body got ${status} ${code ?? ''}`,
      )
    }
  }
}

/** Keys of which another body may be in the log: never the first of its command, so that it changes nothing. */
export function excusedKeys(commands: readonly Command[], mayBeUnused: MayBeTakenForUnused): Set<string> {
  const madeAt = new Map<string, number>()
  const name = ({ asked }: Command) => `${asked.group}/${asked.actor}/${asked.key}`
  for (const command of commands) {
    if (!madeAt.has(name(command)) || command.asked.of === undefined)
      madeAt.set(name(command), command.asked.at)
  }
  const excused = commands.filter(
    ({ asked, attempts }) =>
      asked.of?.how === 'other-body' &&
      attempts.some((one) => mayBeUnused(one, madeAt.get(`${asked.group}/${asked.actor}/${asked.key}`) ?? 0)),
  )
  return new Set(excused.map(name))
}
