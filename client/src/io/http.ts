import { failureOf, unreachable, type Failure } from '../core/failure.js'

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly token: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
}

/** `retry`: whether the same request may do better later, with another token, or never. */
export type HttpAnswer =
  | { readonly ok: true; readonly body: unknown }
  | {
      readonly ok: false
      readonly failure: Failure
      readonly retry: 'later' | 'token' | 'never'
      /** The server's wish (`Retry-After`). */
      readonly afterMs?: number
    }

/** Never rejects for what a network or a server does. */
export type Http = (request: HttpRequest) => Promise<HttpAnswer>

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** @param timeoutMs for the whole answer: more than any service waits for anything */
export function createHttp(fetch: Fetch, timeoutMs: number): Http {
  return async ({ method, url, token, headers, body }) => {
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const response = await fetch(url, {
        method,
        signal,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
      })
      const content = parseJson(await response.text())
      if (response.ok && content !== undefined) return { ok: true, body: content }
      return failed(response, content)
    } catch (error) {
      // fetch: TypeError for the network, an abort's DOMException for the time.
      if (error instanceof TypeError || signal.aborted)
        return { ok: false, failure: unreachable, retry: 'later' }
      throw error
    }
  }
}

function failed(response: Response, content: unknown): HttpAnswer {
  const { status } = response
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return {
    ok: false,
    failure: failureOf(content, status),
    retry: status === 401 ? 'token' : isTransient(status) ? 'later' : 'never',
    ...(seconds >= 0 && { afterMs: seconds * 1_000 }),
  }
}

/** A success without JSON is a proxy's, or was cut off. */
function isTransient(status: number): boolean {
  return status < 400 || status === 408 || status === 425 || status === 429 || status >= 500
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
