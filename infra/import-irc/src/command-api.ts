import { setTimeout as sleep } from 'node:timers/promises'
import { ImportError } from './import-error.js'

export interface Answer {
  readonly status: number
  readonly body: unknown
}

export interface CommandApiOptions {
  readonly url: string
  /** A token for one request. */
  readonly token: () => string
  /** How long one request is tried before the import gives up, in milliseconds. */
  readonly patienceMs: number
  readonly requestTimeoutMs: number
  readonly signal: AbortSignal
  /** Called before each wait, with the reason. */
  readonly onWait: (reason: string, delayMs: number) => void
}

/**
 * POST until there is an answer that trying again would not change. 429, 502, 503 and 504, time-outs and broken connections are tried
 * again with the same body and key, after `Retry-After` where it was sent.
 * @throws ImportError when patience is at an end
 */
export type Post = (path: string, body: object, key?: string) => Promise<Answer>

export function createCommandApi(options: CommandApiOptions): Post {
  return async (path, body, key) => {
    const text = JSON.stringify(body)
    const deadline = Date.now() + options.patienceMs
    for (let attempt = 0; ; attempt++) {
      options.signal.throwIfAborted()
      const tried = await tryOnce(options, path, text, key)
      if (!('again' in tried)) return tried
      const delayMs = tried.delayMs ?? Math.min(5_000, 200 * 2 ** Math.min(attempt, 6))
      if (Date.now() + delayMs > deadline) {
        throw new ImportError(`command-api at ${options.url}: ${tried.again}. Run the same again to go on.`)
      }
      options.onWait(tried.again, delayMs)
      await sleep(delayMs, undefined, { signal: options.signal })
    }
  }
}

type Tried = Answer | { readonly again: string; readonly delayMs: number | undefined }

const passing = new Set([429, 502, 503, 504])

async function tryOnce(
  { url, token, requestTimeoutMs, signal }: CommandApiOptions,
  path: string,
  body: string,
  key: string | undefined,
): Promise<Tried> {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${token()}`,
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  }
  try {
    const response = await fetch(url + path, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
    })
    const answer: unknown = await response.json()
    if (!passing.has(response.status)) return { status: response.status, body: answer }
    return { again: describeProblem(response.status, answer), delayMs: retryAfterMs(response) }
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof Error)) throw error
    return { again: error.cause instanceof Error ? error.cause.message : error.message, delayMs: undefined }
  }
}

function retryAfterMs(response: Response): number | undefined {
  const header = response.headers.get('retry-after')
  if (header === null) return undefined
  const seconds = Number(header)
  const delayMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(delayMs) ? Math.max(0, delayMs) : undefined
}

/** Status, code and detail of a problem document, or what of it is there. */
export function describeProblem(status: number, body: unknown): string {
  const { code, detail } = problemOf(body)
  return [String(status), code, detail].filter((part) => part !== undefined).join(' ')
}

export function problemOf(body: unknown): {
  readonly code: string | undefined
  readonly detail: string | undefined
} {
  if (typeof body !== 'object' || body === null) return { code: undefined, detail: undefined }
  const { code, detail }: { code?: unknown; detail?: unknown } = body
  return {
    code: typeof code === 'string' ? code : undefined,
    detail: typeof detail === 'string' ? detail : undefined,
  }
}
