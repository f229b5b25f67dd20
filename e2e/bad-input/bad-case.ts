import { ask, type Ask } from '../src/http.js'
import type { Person } from '../src/people.js'
import { rawRequest } from '../src/raw-http.js'
import type { SocketClient } from '../src/socket-client.js'

/** What there is before the bad requests come. */
export interface World {
  readonly commandApi: string
  readonly queryApi: string
  readonly realtime: string
  readonly projector: string
  readonly secret: string
  readonly group: string
  readonly ann: Person
  readonly bob: Person
  /** Ann's, with the scope `import`. */
  readonly importToken: string
  /** A message of ann, edited once. */
  readonly message: string
  readonly deleted: string
  readonly inOtherGroup: string
  /** A key that ann has used for `message`. */
  readonly usedKey: string
  /** A position of the group at which it has something. */
  readonly position: string
  /** Cursor of a page of another group. */
  readonly foreignCursor: string
  /** A position of a partition that is not the group's. */
  readonly foreignPosition: string
  /** Connected as ann. */
  readonly socket: SocketClient
  readonly token: (claims: { userId: string; username: string; ttlMs?: number }) => string
}

export interface Outcome {
  readonly status: number | undefined
  readonly code: string | undefined
}

/** One request that must be refused: for one cause, which no other case has. */
export interface BadCase {
  readonly cause: string
  readonly status: number
  readonly code: string
  readonly run: (world: World) => Promise<Outcome>
}

type HttpCase = readonly [method: string, url: string, ask?: Ask]

export function http(cause: string, status: number, code: string, make: (world: World) => HttpCase): BadCase {
  return {
    cause,
    status,
    code,
    run: async (world) => {
      const reply = await ask(...make(world))
      const problem = outcomeOf(reply.json)
      const type = reply.headers.get('content-type') ?? ''
      if (!type.startsWith('application/problem+json'))
        return { status: reply.status, code: `no problem: ${type}` }
      return problem.status === reply.status
        ? problem
        : { status: reply.status, code: 'another status inside' }
    },
  }
}

export function socket(
  cause: string,
  status: number,
  code: string,
  make: (world: World) => readonly [event: string, request: unknown],
): BadCase {
  return {
    cause,
    status,
    code,
    run: async (world) => {
      const answer = await world.socket.ask(...make(world))
      return answer.ok ? { status: undefined, code: 'accepted' } : outcomeOf(answer.error)
    },
  }
}

/** Bytes as no HTTP client would send them. */
export function raw(
  cause: string,
  status: number,
  code: string,
  make: (world: World) => readonly [url: string, bytes: string | Uint8Array],
): BadCase {
  return {
    cause,
    status,
    code,
    run: async (world) => {
      const { status: answered, body } = await rawRequest(...make(world))
      return { status: answered, code: outcomeOf(body).code }
    },
  }
}

export function outcomeOf(problem: unknown): Outcome {
  if (typeof problem !== 'object' || problem === null) return { status: undefined, code: undefined }
  const { status, code }: { status?: unknown; code?: unknown } = problem
  return {
    status: typeof status === 'number' ? status : undefined,
    code: typeof code === 'string' ? code : undefined,
  }
}
