import { MessageHistory } from '@hanashi/schemas/http'
import { defineRoute, reply, type Route } from '@hanashi/service/route'
import { minPositionHeaders, minPositionProblems } from '../read/min-position.js'
import { placeOfGroup } from '../read/place.js'
import { unavailable, type Question } from '../read/reader.js'
import { historySql, type OneRow } from '../sql/message.js'
import type { ReadContext } from './context.js'
import { groupParam, messageIdParam, noStore } from './fields.js'
import { notFound } from './one-message.js'

const question: Question = { name: 'history', sql: historySql }

export function messageHistoryRoute({ ask, progress, awaitPosition }: ReadContext): Route {
  return defineRoute(
    {
      method: 'get',
      path: '/messages/:group/:messageId/history',
      operationId: 'getMessageHistory',
      summary: 'The versions of a message: what, when, by whom',
      description: 'Once the message is deleted its versions are without text.',
      tags: ['messages'],
      auth: 'token',
      params: { group: groupParam, messageId: messageIdParam },
      query: {},
      headers: minPositionHeaders,
      responses: { 200: { description: 'The versions, oldest first.', schema: MessageHistory } },
      problems: [
        'invalid-group',
        'invalid-message-id',
        'group-not-found',
        'message-not-found',
        ...minPositionProblems,
      ],
    },
    async ({ params, headers, signal }) => {
      const place = placeOfGroup(progress, params.group)
      await awaitPosition(headers['Min-Position'], place, signal)
      const [row] = await ask<OneRow>(question, [params.group, place.partition, params.messageId])
      if (!row) throw unavailable()
      if (row.json === null) throw notFound(row.position)
      return reply(200, row.json, noStore)
    },
  )
}
