import { randomBytes } from 'node:crypto'
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { uuidV7 } from '@hanashi/schemas/ids'
import { problemDocument, type ProblemDocument } from '@hanashi/schemas/problems'
import { problems } from '@hanashi/schemas/problems'

export interface CommandRequest {
  readonly method: 'POST' | 'PUT' | 'DELETE'
  /** Of one group, and of one message where there is one. */
  readonly group: string
  readonly messageId?: string
  readonly body?: object
  readonly key: string | undefined
  readonly ifMatch?: number | undefined
  /** That of the socket: command-api decides what it allows. */
  readonly token: string
}

export type CommandAnswer =
  { readonly ok: true; readonly answer: object } | { readonly ok: false; readonly error: ProblemDocument }

export interface CommandClient {
  send(request: CommandRequest): Promise<CommandAnswer>
  close(): void
}

const maxAnswerBytes = 256 * 1024

/**
 * Forwards commands to command-api over kept connections. Always with a key, so that a repeated attempt is safe: an answer that got lost
 * on the way is asked for once more, and where it is still not known what became of the command, the problem names the key to send.
 */
export function createCommandClient(baseUrl: string, timeoutMs: number, maxSockets = 256): CommandClient {
  const secure = baseUrl.startsWith('https:')
  const agent = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets, scheduling: 'lifo' })
  const start = secure ? httpsRequest : httpRequest

  const attempt = (request: CommandRequest, key: string, signal: AbortSignal) =>
    new Promise<CommandAnswer>((resolve, reject) => {
      const body = request.body === undefined ? undefined : JSON.stringify(request.body)
      const outgoing = start(new URL(pathOf(request), baseUrl), {
        method: request.method,
        agent,
        signal,
        headers: {
          authorization: `Bearer ${request.token}`,
          'idempotency-key': key,
          ...(request.ifMatch === undefined ? {} : { 'if-match': `"${request.ifMatch}"` }),
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        },
      })
      outgoing.on('error', reject)
      outgoing.on('response', (incoming) => {
        const parts: Buffer[] = []
        let bytes = 0
        incoming.on('data', (part: Buffer) => {
          bytes += part.length
          if (bytes > maxAnswerBytes) incoming.destroy(new Error('the answer of command-api is too long'))
          else parts.push(part)
        })
        incoming.on('error', reject)
        incoming.on('end', () =>
          resolve(toAnswer(incoming.statusCode ?? 0, Buffer.concat(parts).toString('utf8'))),
        )
      })
      outgoing.end(body)
    })

  return {
    async send(request) {
      const key = request.key ?? uuidV7(Date.now(), randomBytes(10))
      const signal = AbortSignal.timeout(timeoutMs)
      try {
        return await attempt(request, key, signal).catch((error: unknown) => {
          if (!isConnectionReset(error)) throw error
          return attempt(request, key, signal)
        })
      } catch (error) {
        if (!(error instanceof Error) || error instanceof TypeError) throw error
        if (neverSent(error)) {
          return failed(
            'upstream-unavailable',
            'The command service does not answer; nothing was written. Try again.',
          )
        }
        return failed(
          'outcome-unknown',
          'Send the same command with this key again: it is never done twice.',
          { key },
        )
      }
    },
    close: () => agent.destroy(),
  }
}

function pathOf({ group, messageId }: CommandRequest): string {
  const path = `/messages/${encodeURIComponent(group)}`
  return messageId === undefined ? path : `${path}/${encodeURIComponent(messageId)}`
}

function toAnswer(status: number, text: string): CommandAnswer {
  const body = parseObject(text)
  if (body && status >= 200 && status < 300) return { ok: true, answer: body }
  if (body && isProblem(body)) return { ok: false, error: body }
  return failed('upstream-unavailable', `The command service answered ${status} without saying why.`)
}

function parseObject(text: string): object | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? body : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function isProblem(body: object): body is ProblemDocument {
  return (
    'code' in body && typeof body.code === 'string' && Object.hasOwn(problems, body.code) && 'status' in body
  )
}

function failed(
  code: 'upstream-unavailable' | 'outcome-unknown',
  detail: string,
  extras?: Readonly<Record<string, unknown>>,
): CommandAnswer {
  return { ok: false, error: problemDocument(code, detail, extras) }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** A kept connection that the other side has just closed looks like this. */
function isConnectionReset(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ECONNRESET' || code === 'EPIPE'
}

function neverSent(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EHOSTUNREACH'
}
