import type { AnswerEntry, CommandEntry, Entry } from '../entries.js'

export interface Attempt {
  readonly at: number
  readonly number: number
  readonly to: string
  /** Undefined where the run ended first. */
  readonly answer?: AnswerEntry
}

export interface Command {
  readonly asked: CommandEntry
  readonly attempts: readonly Attempt[]
}

/** Commands with their attempts, from the journals of all clients. */
export function collectCommands(entries: Iterable<Entry>): Command[] {
  const commands = new Map<string, { asked: CommandEntry; attempts: Map<number, Attempt> }>()
  for (const entry of entries) {
    if (entry.e === 'command') commands.set(entry.command, { asked: entry, attempts: new Map() })
    if (entry.e === 'attempt') {
      const { at, attempt, to } = entry
      commands.get(entry.command)?.attempts.set(attempt, { at, number: attempt, to })
    }
    if (entry.e === 'answer') {
      const attempts = commands.get(entry.command)?.attempts
      const attempt = attempts?.get(entry.attempt)
      if (attempt) attempts?.set(entry.attempt, { ...attempt, answer: entry })
    }
  }
  return [...commands.values()].map(({ asked, attempts }) => ({ asked, attempts: [...attempts.values()] }))
}

export function isAcknowledged({ answer }: Attempt): boolean {
  return answer?.status !== undefined && answer.status < 300
}

/** Refused, and trying again with the same request would be refused again. */
export function isRefused({ answer }: Attempt): boolean {
  const status = answer?.status
  return status !== undefined && status >= 400 && status < 500 && status !== 429
}

/** Whether the service may still be at work on it: no answer, or one that says that the outcome isn't known. */
export function isOpenEnded({ answer }: Attempt): boolean {
  return answer?.status === undefined || answer.code === 'outcome-unknown' || answer.status === 500
}

/** When the last moment was in which it could have had an effect. */
export function endOf(attempt: Attempt): number {
  return isOpenEnded(attempt) ? Infinity : (attempt.answer?.at ?? Infinity)
}

export function overlap(one: Attempt, other: Attempt): boolean {
  return one.at <= endOf(other) && other.at <= endOf(one)
}
