import type { MessagePage } from '@hanashi/schemas/http'
import type { Command, Confirmation } from '../core/command.js'
import type { Http, HttpAnswer, HttpRequest } from './http.js'
import { parseConfirmation, parsePage } from './parse-answers.js'
import type { Urls } from './urls.js'

type Failed = Extract<HttpAnswer, { ok: false }>
export type ApiAnswer<T> = { readonly ok: true; readonly value: T } | Failed

export interface PageRequest {
  readonly group: string
  readonly limit: number
  readonly before?: string
  /** Wait until the page is true for at least this position. */
  readonly minPosition?: string
}

/** command-api and query-api, one attempt each. */
export interface Api {
  page(request: PageRequest, token: string): Promise<ApiAnswer<MessagePage>>
  perform(command: Command, token: string): Promise<ApiAnswer<Confirmation>>
}

export function createApi(http: Http, urls: Pick<Urls, 'command' | 'query'>): Api {
  return {
    async page({ group, limit, before, minPosition }, token) {
      const query = `limit=${limit}${before === undefined ? '' : `&before=${encodeURIComponent(before)}`}`
      const answer = await http({
        method: 'GET',
        url: `${urls.query}/messages/${encodeURIComponent(group)}?${query}`,
        token,
        ...(minPosition !== undefined && { headers: { 'min-position': minPosition } }),
      })
      return answer.ok ? parsed(parsePage(answer.body)) : answer
    },
    async perform(command, token) {
      const answer = await http({ ...commandRequest(command, urls.command), token })
      return answer.ok ? parsed(parseConfirmation(answer.body)) : answer
    },
  }
}

function commandRequest(command: Command, base: string): Omit<HttpRequest, 'token'> {
  const group = `${base}/messages/${encodeURIComponent(command.group)}`
  const message = `${group}/${encodeURIComponent(command.messageId)}`
  const key = { 'idempotency-key': command.key }
  if (command.kind === 'send') return { method: 'POST', url: group, headers: key, body: command.body }
  const headers = { ...key, ...(command.ifMatch !== undefined && { 'if-match': `"${command.ifMatch}"` }) }
  return command.kind === 'edit'
    ? { method: 'PUT', url: message, headers, body: { text: command.text } }
    : { method: 'DELETE', url: message, headers }
}

/** An answer that isn't one is a proxy's or a newer server's: it may be another the next time. */
function parsed<T>(value: T | undefined): ApiAnswer<T> {
  if (value !== undefined) return { ok: true, value }
  const title = 'The answer is not what was asked for'
  return { ok: false, failure: { code: 'bad-answer', title, detail: title, status: 200 }, retry: 'later' }
}
