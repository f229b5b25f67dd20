import { text } from '../../src/decode.js'
import { isAcknowledged, type Command } from './commands.js'
import type { CheckedLog } from './log.js'
import type { Findings } from './promises.js'

/** Names are compared without case. The run's names are ASCII. */
const same = (name: string) => name.toLowerCase()

export function checkUsers(commands: readonly Command[], log: CheckedLog, findings: Findings): void {
  const owners = new Map<string, string>()
  const ids = new Set<string>()
  for (const event of log.users) {
    const [userId, name] = [text(event, 'userId'), same(text(event, 'username'))]
    if (owners.has(name) || ids.has(userId)) continue
    owners.set(name, userId)
    ids.add(userId)
  }
  const acknowledged = new Map<string, string>()
  for (const { asked, attempts } of commands) {
    if (asked.kind !== 'user') continue
    for (const { answer } of attempts.filter(isAcknowledged)) {
      const [userId, username] = [String(answer?.body?.['userId']), same(String(answer?.body?.['username']))]
      const other = acknowledged.get(username)
      findings.expect(
        other === undefined || other === userId,
        'names-are-unique',
        () => `${asked.command}: ${username} was given to two users`,
      )
      acknowledged.set(username, userId)
      findings.expect(
        owners.get(username) === userId,
        'names-are-unique',
        () =>
          `${asked.command} was acknowledged, and ${username} is ${owners.has(username) ? 'somebody else’s' : 'nobody’s'} in the log`,
      )
    }
  }
}
