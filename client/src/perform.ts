import type { Api } from './io/api.js'
import type { Attempt, OutboxOptions } from './outbox.js'
import type { Tokens } from './tokens.js'

/** One attempt at a command. A refused token is another one's or nobody's affair: the command waits for it. */
export function createPerform(api: Api, tokens: Tokens): OutboxOptions['perform'] {
  return async (command): Promise<Attempt> => {
    const current = await tokens.current()
    if (current.status === 'expired') return { status: 'parked' }
    if (current.status === 'unavailable') return { status: 'later' }
    // Another person has signed in: what was typed before isn't sent in their name.
    const owner = tokens.claims?.userId
    if (command.userId !== undefined && owner !== undefined && command.userId !== owner)
      return { status: 'parked' }
    const answer = await api.perform(command, current.token)
    if (answer.ok) return { status: 'confirmed', confirmation: answer.value }
    if (answer.retry === 'never') return { status: 'failed', failure: answer.failure }
    if (answer.retry === 'later')
      return { status: 'later', ...(answer.afterMs !== undefined && { afterMs: answer.afterMs }) }
    const next = await tokens.refused(current.token, answer.failure)
    if (next.status === 'token') return { status: 'later', afterMs: next.token === current.token ? 1_000 : 0 }
    return next.status === 'expired' ? { status: 'parked' } : { status: 'later' }
  }
}
