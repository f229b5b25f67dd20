import { MessageSentAnswer, SendMessageBody } from '@hanashi/schemas/http'
import { problem } from '@hanashi/service/problem'
import { defineRoute, reply } from '@hanashi/service/route'
import type { RouteParts } from './context.js'
import { groupParam, idempotencyKey } from './fields.js'
import { messageContent } from './message-body.js'
import { parsedOr, unwrap } from './unwrap.js'
import { parseCommandId } from '@hanashi/schemas/ids'

export function sendMessageRoute({ handlers, limits, newId }: RouteParts) {
  return defineRoute(
    {
      method: 'post',
      path: '/messages/:group',
      operationId: 'sendMessage',
      summary: 'Send a message',
      description:
        'Answered once Kafka has acknowledged it. The Idempotency-Key, if any, becomes the messageId.',
      tags: ['messages'],
      auth: 'token',
      params: { group: groupParam },
      headers: { 'Idempotency-Key': idempotencyKey },
      body: SendMessageBody,
      bodyExample: { text: 'hi' },
      responses: { 201: { description: 'The message is in the log.', schema: MessageSentAnswer } },
      problems: [
        'missing-scope',
        'group-not-found',
        'invalid-text',
        'reply-not-found',
        'key-reused',
        'too-many-requests',
        'log-unavailable',
        'outcome-unknown',
        'read-model-unavailable',
        'projection-behind',
        'group-parked',
        'overloaded',
      ],
    },
    async ({ caller, params, headers, body, trace }) => {
      await limits.command(caller.userId)
      if (body.sentAt !== undefined && !caller.scopes.has('import')) {
        throw problem('missing-scope', 'sentAt may be given with the scope import only', { scope: 'import' })
      }
      const content = unwrap(messageContent(body))
      const key = headers['Idempotency-Key']
      const command = {
        ...content,
        commandId: key ?? parsedOr('internal', parseCommandId(newId())),
        actor: caller,
        group: params.group,
      }
      const request = { keyed: key !== undefined, traceparent: trace().traceparent }
      return reply(201, unwrap(await handlers().sendMessage(command, request)))
    },
  )
}
