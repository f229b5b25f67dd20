import type { TObject } from '@sinclair/typebox'
import type { Session } from '../socket/session.js'

/** One message that a client may send. `handle` answers by `ack`, at most once, also with a problem; it throws only for bugs. */
export interface SocketMessage<Request> {
  readonly request: TObject
  readonly summary: string
  handle(session: Session, request: Request, ack: (answer: object) => void): Promise<void> | void
}
