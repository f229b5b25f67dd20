import type { ClientToServer } from '@hanashi/schemas/socket'
import { deleteMessage } from './delete.js'
import { edit } from './edit.js'
import { replay } from './replay.js'
import { send } from './send.js'
import type { SocketMessage } from './socket-message.js'
import { subscribe } from './subscribe.js'
import { unsubscribe } from './unsubscribe.js'

/** Every message of a client, by name. `never`: a request is checked against its definition before it is handled. */
export const messages = {
  subscribe,
  unsubscribe,
  replay,
  send,
  edit,
  delete: deleteMessage,
} satisfies { readonly [Name in keyof ClientToServer]: SocketMessage<never> }
