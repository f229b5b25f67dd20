import { Type, type TSchema } from '@sinclair/typebox'
import { Problem } from '@hanashi/schemas/http'
import type { ServerToClient } from '@hanashi/schemas/socket'
import { EventView } from './event-view.js'

interface ServerMessage {
  readonly summary: string
  readonly payload: TSchema
  /** Whether the client has to acknowledge it. */
  readonly acknowledged?: true
}

/** Every message of the server, by name. */
export const serverMessages = {
  events: {
    summary: 'Events of one followed group, in the order of the log; those of one moment together.',
    payload: Type.Array(EventView),
  },
  positions: {
    summary:
      'Every 30 s: where each followed group is. Everything up to there has been sent, also where nothing happened.',
    payload: Type.Record(Type.String(), Type.String(), { description: 'Position by group.' }),
  },
  resync: {
    summary:
      'The group is not followed any more: take a page, discard what is outside it, subscribe from its position.',
    payload: Type.Object({
      group: Type.String(),
      reason: Type.Union([
        Type.Literal('gap-too-long'),
        Type.Literal('other-generation'),
        Type.Literal('position-ahead'),
        Type.Literal('position-gone'),
      ]),
    }),
  },
  replay: {
    summary: 'A part of a replay; the next comes after this one was acknowledged.',
    payload: Type.Object({
      id: Type.String({ description: 'As the answer to `replay` said.' }),
      events: Type.Array(EventView),
      position: Type.String({
        description: 'Everything up to here has been sent. Subscribe from here to go on.',
      }),
      done: Type.Boolean({ description: 'Whether it is the last.' }),
      error: Type.Optional(Problem),
    }),
    acknowledged: true,
  },
  system: {
    summary: 'Before the server ends the connection: why, and whether to come back with the same token.',
    payload: Type.Object({
      code: Type.String({
        description: '`token-expired`, `slow-consumer` or `stopping`.',
      }),
      detail: Type.String(),
      reconnect: Type.Boolean(),
      delayMs: Type.Optional(
        Type.Integer({ minimum: 0, description: 'When to come back, so that not all do at once.' }),
      ),
    }),
  },
} satisfies { readonly [Name in keyof ServerToClient]: ServerMessage }
