import type { Entry } from '../entries.js'
import type { RunFacts } from '../facts.js'
import { isAcknowledged, isRefused, type Command } from './commands.js'
import type { Findings } from './promises.js'

/** Nothing died by itself, nobody got a 500, and after the last fault all is well again. */
export function checkHealth(
  facts: RunFacts,
  entries: Iterable<Entry>,
  commands: readonly Command[],
  findings: Findings,
): void {
  for (const entry of entries) {
    if (entry.e === 'trouble') findings.add('it-heals', `${entry.what} at ${entry.at} ms: ${entry.detail}`)
    const status = entry.e === 'failed' || entry.e === 'answer' ? entry.status : undefined
    if (status === 500) findings.add('it-heals', `a 500 at ${entry.at} ms: ${JSON.stringify(entry)}`)
    if (entry.e !== 'failed') continue
    const isLate = entry.at > facts.healedAt
    findings.expect(
      !isLate || status === 504,
      'it-heals',
      () =>
        `${entry.what} at ${entry.to} failed after all was healed: ${status ?? 'no answer'} ${entry.code ?? ''}`,
    )
    // A reader asks for nothing that could be refused.
    findings.expect(
      status === undefined || status >= 500 || status === 429,
      'it-heals',
      () => `${entry.what} at ${entry.to}: ${status} ${entry.code ?? ''}`,
    )
  }
  for (const { asked, attempts } of commands) {
    const refusal = attempts.find(isRefused)
    if (attempts.some(isAcknowledged) || !refusal || asked.of !== undefined) continue
    const code = refusal.answer?.code ?? ''
    const expected =
      asked.kind === 'user' ? ['username-taken'] : asked.messageId === undefined ? [] : ['message-deleted']
    findings.expect(
      expected.includes(code),
      'acknowledged-stands',
      () => `${asked.command} (${asked.kind}) was refused: ${code}`,
    )
  }
}
