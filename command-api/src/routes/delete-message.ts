import { MessageDeletedAnswer } from '@hanashi/schemas/http'
import { parseCommandId } from '@hanashi/schemas/ids'
import { defineRoute, reply } from '@hanashi/service/route'
import { changeProblems } from './change-problems.js'
import type { RouteParts } from './context.js'
import { groupParam, idempotencyKey, ifMatch, messageIdParam } from './fields.js'
import { parsedOr, unwrap } from './unwrap.js'

export function deleteMessageRoute({ handlers, limits, newId }: RouteParts) {
  return defineRoute(
    {
      method: 'delete',
      path: '/messages/:group/:messageId',
      operationId: 'deleteMessage',
      summary: 'Delete a message',
      description:
        'One’s own, or with the scope `ops` anybody’s. For good: the text is gone for every reader.',
      tags: ['messages'],
      auth: 'token',
      params: { group: groupParam, messageId: messageIdParam },
      headers: { 'Idempotency-Key': idempotencyKey, 'If-Match': ifMatch },
      responses: { 200: { description: 'The deletion is in the log.', schema: MessageDeletedAnswer } },
      problems: changeProblems,
    },
    async ({ caller, params, headers, trace }) => {
      await limits.command(caller.userId)
      const key = headers['Idempotency-Key']
      const command = {
        ...params,
        commandId: key ?? parsedOr('internal', parseCommandId(newId())),
        actor: caller,
        ifMatch: headers['If-Match'],
        moderator: caller.scopes.has('ops'),
      }
      const request = { keyed: key !== undefined, traceparent: trace().traceparent }
      return reply(200, unwrap(await handlers().changeMessage.remove(command, request)))
    },
  )
}
