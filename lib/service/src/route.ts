import type { Static, TSchema } from '@sinclair/typebox'
import type { ProblemCode } from '@hanashi/schemas/problems'
import type { Caller, Scope } from './caller.js'
import type { Fields, FieldsOf } from './field.js'
import type { Logger } from './logger.js'
import type { TraceContext } from './trace.js'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
/** `none`: anyone. `token`: a valid one. Otherwise a token with that scope. */
export type Auth = 'none' | 'token' | Scope

export interface ResponseDoc {
  readonly description: string
  readonly schema?: TSchema
}

export interface RouteDefinition<
  A extends Auth = Auth,
  P extends Fields = Fields,
  Q extends Fields = Fields,
  H extends Fields = Fields,
  B extends TSchema = TSchema,
> {
  readonly method: Method
  /** Express's form: `/messages/:group`. Answers below `/v1` too. */
  readonly path: string
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly auth: A
  readonly params?: P
  readonly query?: Q
  readonly headers?: H
  readonly body?: B
  readonly bodyExample?: Static<B>
  /** A request without a body counts as one with `{}`. */
  readonly bodyMayBeAbsent?: boolean
  /** 64 KiB unless told. */
  readonly maxBodyBytes?: number
  readonly responses: Readonly<Record<number, ResponseDoc>>
  /** The codes of the catalogue that the handler itself may answer; those of the edge are added. */
  readonly problems?: readonly ProblemCode[]
}

export interface RouteContext<
  A extends Auth,
  P extends Fields,
  Q extends Fields,
  H extends Fields,
  B extends TSchema,
> {
  readonly caller: A extends 'none' ? undefined : Caller
  readonly params: FieldsOf<P>
  readonly query: FieldsOf<Q>
  readonly headers: FieldsOf<H>
  readonly body: Static<B>
  readonly requestId: string
  /** The address that the request came from; behind proxies by the application's setting `trust proxy`. */
  readonly clientAddress: string
  readonly trace: () => TraceContext
  /** Ends when the client has gone away before its answer. */
  readonly signal: AbortSignal
  readonly logger: Logger
}

/** A string is sent as it is and must be JSON; without a body the answer is empty. */
export interface Reply {
  readonly status: number
  readonly body?: string | object
  readonly headers?: Readonly<Record<string, string>>
}

export interface Route {
  readonly definition: RouteDefinition
  readonly handle: (context: RouteContext<Auth, Fields, Fields, Fields, TSchema>) => Reply | Promise<Reply>
}

/** One definition: the checks of the request, its type in the handler, and its page in the documentation. */
export function defineRoute<
  const A extends Auth,
  P extends Fields = Record<never, never>,
  Q extends Fields = Record<never, never>,
  H extends Fields = Record<never, never>,
  B extends TSchema = TSchema,
>(
  definition: RouteDefinition<A, P, Q, H, B>,
  handle: (context: RouteContext<A, P, Q, H, B>) => Reply | Promise<Reply>,
): Route {
  // The mount builds each context from this same definition, which TypeScript can't express for a list of routes.
  return { definition, handle: handle as unknown as Route['handle'] }
}

export function reply(
  status: number,
  body?: string | object,
  headers?: Readonly<Record<string, string>>,
): Reply {
  return { status, ...(body === undefined ? {} : { body }), ...(headers === undefined ? {} : { headers }) }
}
