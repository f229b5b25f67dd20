export interface Reply {
  readonly status: number
  readonly json: Readonly<Record<string, unknown>>
}

export interface Question {
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
  readonly timeoutMs: number
}

/** One HTTP request; undefined where there was no answer, or none in time. */
export async function askOnce(
  method: string,
  url: string,
  { token, headers = {}, body, timeoutMs }: Question,
): Promise<Reply | undefined> {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        ...headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    const json: unknown = await response.json()
    return { status: response.status, json: typeof json === 'object' && json !== null ? { ...json } : {} }
  } catch (error) {
    if (isNoAnswer(error)) return undefined
    throw error
  }
}

function isNoAnswer(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof SyntaxError) return true
  return error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError')
}
