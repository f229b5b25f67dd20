import { OneMessage } from '@hanashi/schemas/http'
import { problem } from '@hanashi/service/problem'
import { defineRoute, reply, type Route } from '@hanashi/service/route'
import { minPositionHeaders, minPositionProblems } from '../read/min-position.js'
import { placeOfGroup } from '../read/place.js'
import { unavailable, type Question } from '../read/reader.js'
import { messageSql, type OneRow } from '../sql/message.js'
import type { ReadContext } from './context.js'
import { groupParam, messageIdParam, noStore } from './fields.js'

const question: Question = { name: 'message', sql: messageSql }

export function oneMessageRoute({ ask, progress, awaitPosition }: ReadContext): Route {
  return defineRoute(
    {
      method: 'get',
      path: '/messages/:group/:messageId',
      operationId: 'getMessage',
      summary: 'One message as it is now',
      description: 'A deleted one is there without its text.',
      tags: ['messages'],
      auth: 'token',
      params: { group: groupParam, messageId: messageIdParam },
      query: {},
      headers: minPositionHeaders,
      responses: { 200: { description: 'The message.', schema: OneMessage } },
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

/** With the position that this is true for: ask again with `Min-Position` where the message must be there. */
export function notFound(position: string) {
  return problem('message-not-found', 'There is no such message in this group', { position })
}
