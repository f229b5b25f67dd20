import { EditMessageBody, MessageEditedAnswer } from '@hanashi/schemas/http'
import { parseCommandId } from '@hanashi/schemas/ids'
import { parseText } from '@hanashi/schemas/text'
import { defineRoute, reply } from '@hanashi/service/route'
import { changeProblems } from './change-problems.js'
import type { RouteParts } from './context.js'
import { groupParam, idempotencyKey, ifMatch, messageIdParam } from './fields.js'
import { parsedOr, unwrap } from './unwrap.js'

export function editMessageRoute({ handlers, limits, newId }: RouteParts) {
  return defineRoute(
    {
      method: 'put',
      path: '/messages/:group/:messageId',
      operationId: 'editMessage',
      summary: 'Edit a message of one’s own',
      tags: ['messages'],
      auth: 'token',
      params: { group: groupParam, messageId: messageIdParam },
      headers: { 'Idempotency-Key': idempotencyKey, 'If-Match': ifMatch },
      body: EditMessageBody,
      bodyExample: { text: 'hi!' },
      responses: { 200: { description: 'The edit is in the log.', schema: MessageEditedAnswer } },
      problems: ['invalid-text', ...changeProblems],
    },
    async ({ caller, params, headers, body, trace }) => {
      await limits.command(caller.userId)
      const key = headers['Idempotency-Key']
      const command = {
        ...params,
        text: parsedOr('invalid-text', parseText(body.text)),
        commandId: key ?? parsedOr('internal', parseCommandId(newId())),
        actor: caller,
        ifMatch: headers['If-Match'],
      }
      const request = { keyed: key !== undefined, traceparent: trace().traceparent }
      return reply(200, unwrap(await handlers().changeMessage.edit(command, request)))
    },
  )
}
