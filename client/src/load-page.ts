import type { MessagePage } from '@hanashi/schemas/http'
import { unreachable } from './core/failure.js'
import type { Api, ApiAnswer, PageRequest } from './io/api.js'
import type { Tokens } from './tokens.js'

export type LoadPage = (request: PageRequest) => Promise<ApiAnswer<MessagePage>>

/** One attempt, with the present token, and once more with another where that one was refused. */
export function createLoadPage(api: Api, tokens: Tokens): LoadPage {
  return async (request) => {
    const current = await tokens.current()
    if (current.status !== 'token') return noToken
    const answer = await api.page(request, current.token)
    if (answer.ok || answer.retry !== 'token') return answer
    const next = await tokens.refused(current.token, answer.failure)
    return next.status === 'token' ? api.page(request, next.token) : noToken
  }
}

const noToken = { ok: false, failure: unreachable, retry: 'later' } as const
