import type { ChangeMessageHandler } from '../messages/change-message.js'
import type { SendBatchHandler } from '../messages/send-batch.js'
import type { SendMessageHandler } from '../messages/send-message.js'
import type { CreateUserHandler } from '../users/create-user.js'
import type { MakeToken } from '../users/tokens.js'
import type { Limits } from './limits.js'

/** What takes commands. */
export interface Handlers {
  readonly sendMessage: SendMessageHandler
  readonly changeMessage: ChangeMessageHandler
  readonly sendBatch: SendBatchHandler
  readonly createUser: CreateUserHandler
}

/** What the routes need. */
export interface RouteParts {
  /** @throws Problem `log-unavailable` until the log has been opened */
  readonly handlers: () => Handlers
  readonly makeToken: MakeToken
  readonly limits: Limits
  readonly clock: () => number
  /** A new UUIDv7. */
  readonly newId: () => string
}
