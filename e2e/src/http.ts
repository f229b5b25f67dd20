/** An answer, read to its end. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown
}

export interface Ask {
  readonly token?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON, anything else as it is. */
  readonly body?: object | string | Uint8Array
}

/** One request, as any HTTP client would make it. Fails only where there was no answer. */
export async function ask(method: string, url: string, { token, headers, body }: Ask = {}): Promise<Reply> {
  const raw = typeof body === 'string' || body instanceof Uint8Array
  const given = new Headers(body === undefined ? {} : { 'content-type': 'application/json' })
  if (token !== undefined) given.set('authorization', `Bearer ${token}`)
  for (const [name, value] of Object.entries(headers ?? {})) given.set(name, value)
  const init: RequestInit = {
    method,
    headers: given,
    ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
  }
  const response = await fetch(url, init)
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: parse(text) }
}

/** The same, where anything but the status that is expected ends the test with the answer. */
export async function expectStatus<T>(status: number, method: string, url: string, what?: Ask): Promise<T> {
  const reply = await ask(method, url, what)
  if (reply.status !== status) {
    throw new Error(`${method} ${url}: ${reply.status} instead of ${status}: ${reply.text.slice(0, 500)}`)
  }
  return reply.json as T
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
