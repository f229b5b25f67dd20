import type { EventOf, EventType, LogEvent } from '@hanashi/schemas/events'
import { logOpened } from './handlers/log-opened.js'
import { messageDeleted } from './handlers/message-deleted.js'
import { messageEdited } from './handlers/message-edited.js'
import { messageSent } from './handlers/message-sent.js'
import { userCreated } from './handlers/user-created.js'
import type { FoldTarget } from './state.js'

/** Writes what an event changes into the target. @returns whether it stood */
type Handler<Type extends EventType> = (target: FoldTarget, event: EventOf<Type>, offset: number) => boolean

/** Every event type has an entry; one that changes nothing says why in its file. */
const handlers: { readonly [Type in EventType]: Handler<Type> } = {
  LogOpened: logOpened,
  UserCreated: userCreated,
  MessageSent: messageSent,
  MessageEdited: messageEdited,
  MessageDeleted: messageDeleted,
}

export function handle<Type extends EventType>(
  target: FoldTarget,
  event: LogEvent & { readonly type: Type },
  offset: number,
): boolean {
  const handler = handlers[event.type] as (target: FoldTarget, event: LogEvent, offset: number) => boolean
  return handler(target, event, offset)
}
