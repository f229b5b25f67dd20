import { isAcknowledged, isOpenEnded, isRefused, overlap, type Attempt, type Command } from './commands.js'
import type { Findings } from './promises.js'

/** A key this young may be taken for unused on another instance (the design, §4). */
const freshMs = 5_000

interface KeyedAttempt extends Attempt {
  readonly command: string
  readonly keyMadeAt: number
  readonly kind: string
}

/** All attempts of all commands that carry one key of one actor in one group. */
export function checkKeys(commands: readonly Command[], findings: Findings): void {
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
    checkAnswers(attempts, findings)
    if (same.some((command) => command.attempts.some(isAcknowledged))) checkForeign(foreign, findings)
  }
}

function checkAnswers(attempts: readonly KeyedAttempt[], findings: Findings): void {
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
    if (later.at <= (alone.answer?.at ?? Infinity) || later.at - alone.keyMadeAt < freshMs + 1_000) continue
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
function checkForeign(foreign: readonly Command[], findings: Findings): void {
  for (const { asked, attempts } of foreign) {
    for (const attempt of attempts.filter((one) => !isOpenEnded(one))) {
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
