import type { Route } from '@hanashi/service/route'
import type { RouteParts } from './context.js'
import { createAnonymousUserRoute, createUserRoute } from './create-user.js'
import { deleteMessageRoute } from './delete-message.js'
import { editMessageRoute } from './edit-message.js'
import { renewTokenRoute } from './renew-token.js'
import { sendBatchRoute } from './send-batch.js'
import { sendMessageRoute } from './send-message.js'

const makers = [
  createUserRoute,
  createAnonymousUserRoute,
  renewTokenRoute,
  sendMessageRoute,
  sendBatchRoute,
  editMessageRoute,
  deleteMessageRoute,
]

export function createRoutes(parts: RouteParts): readonly Route[] {
  return makers.map((make) => make(parts))
}
