import { signToken } from '@hanashi/identity/sign'
import { accepted, refused, type Parsed } from '@hanashi/schemas/brand'
import { parseUserId, uuidV7, type UserId } from '@hanashi/schemas/ids'
import { randomBytes } from 'node:crypto'
import type { TokenRequest } from './arguments.js'
import type { Config } from './config.js'

const askTtlMs = 60_000
const timeoutMs = 10_000

/** A token for a user whom query-api knows; the reason in one line when there can be none. */
export async function issueToken(
  request: TokenRequest,
  config: Config,
  nowMs: number,
): Promise<Parsed<string>> {
  const user = await findUser(request.username, config, nowMs)
  if (!user.ok) return user
  return accepted(
    signToken({ ...user.value, scopes: request.scopes, ttlMs: request.ttlMs }, config.secret, nowMs),
  )
}

interface User {
  readonly userId: UserId
  readonly username: string
}

async function findUser(
  username: string,
  { secret, queryApiUrl }: Config,
  nowMs: number,
): Promise<Parsed<User>> {
  const self = parseUserId(uuidV7(nowMs, randomBytes(10)))
  if (!self.ok) throw new Error(self.reason)
  const subject = {
    userId: self.value,
    username: 'token-command',
    scopes: ['service'],
    ttlMs: askTtlMs,
  } as const
  const headers = { authorization: `Bearer ${signToken(subject, secret, nowMs)}` }
  let response: Response
  try {
    const url = `${queryApiUrl}/users/${encodeURIComponent(username)}`
    response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) })
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error
    return refused(
      `query-api does not answer at ${queryApiUrl}: start the stack with npm start, or set QUERY_API_URL`,
    )
  }
  const body = await jsonOf(response)
  if (response.ok) return parseUser(body)
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined
  if (code === 'user-not-found')
    return refused(`there is no user ${username}: POST /users of command-api makes one`)
  if (response.status === 401)
    return refused(`query-api does not accept this secret: it was started with another one`)
  return refused(`query-api answered ${response.status}${typeof code === 'string' ? ` (${code})` : ''}`)
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof DOMException)
      return undefined
    throw error
  }
}

function parseUser(body: unknown): Parsed<User> {
  if (typeof body === 'object' && body !== null && 'userId' in body && 'username' in body) {
    const userId = parseUserId(body.userId)
    if (userId.ok && typeof body.username === 'string')
      return accepted({ userId: userId.value, username: body.username })
  }
  return refused('what answers at QUERY_API_URL is not query-api')
}
