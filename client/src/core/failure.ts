/** Why something didn't happen: the server's problem document (RFC 9457), or one of ours of the same form. */
export interface Failure {
  /** Of the catalogue of problems; `unreachable` where no answer came, `closed` after `close()`. */
  readonly code: string
  readonly title: string
  readonly detail: string
  /** Of HTTP; 0 where no answer came. */
  readonly status: number
}

export const unreachable: Failure = {
  code: 'unreachable',
  title: 'No answer came',
  detail: 'The server could not be reached, or did not answer in time.',
  status: 0,
}

export const closed: Failure = {
  code: 'closed',
  title: 'The client was closed',
  detail: 'What was not sent yet stays in the storage, if there is one.',
  status: 0,
}

/** The failure in a body that should be a problem document. */
export function failureOf(body: unknown, status: number): Failure {
  const fields = typeof body === 'object' && body !== null ? body : {}
  const text = (name: string, otherwise: string): string => {
    const value: unknown = Reflect.get(fields, name)
    return typeof value === 'string' ? value : otherwise
  }
  const title = text('title', `HTTP ${status}`)
  return { ...fields, code: text('code', `http-${status}`), title, detail: text('detail', title), status }
}
