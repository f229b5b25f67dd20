import { GroupPage } from '@hanashi/schemas/http'
import { optionalField } from '@hanashi/service/field'
import { defineRoute, reply, type Route } from '@hanashi/service/route'
import { minPositionHeaders, minPositionProblems } from '../read/min-position.js'
import { placeOfGroups } from '../read/place.js'
import type { Question } from '../read/reader.js'
import { groupsSql, type GroupRow } from '../sql/groups.js'
import type { ReadContext } from './context.js'
import { limitQuery, noStore } from './fields.js'
import { firstGroups, formatGroupCursor, parseGroupCursor } from './group-cursor.js'

const question: Question = { name: 'groups', sql: groupsSql }

export function groupPageRoute({ ask, progress, awaitPosition }: ReadContext): Route {
  return defineRoute(
    {
      method: 'get',
      path: '/groups',
      operationId: 'listGroups',
      summary: 'Groups by their last activity',
      description:
        'A page spans partitions and has no position. A group in which something happens meanwhile moves to the front, where the ' +
        'pages that follow don’t show it again.',
      tags: ['groups'],
      auth: 'token',
      query: {
        limit: limitQuery,
        before: optionalField(parseGroupCursor, {
          problem: 'invalid-cursor',
          description: 'Only groups after this cursor: `before` of another page.',
        }),
      },
      headers: minPositionHeaders,
      responses: { 200: { description: 'The page.', schema: GroupPage } },
      problems: ['invalid-cursor', ...minPositionProblems],
    },
    async ({ query, headers, signal }) => {
      const minPosition = headers['Min-Position']
      if (minPosition) await awaitPosition(minPosition, placeOfGroups(progress, minPosition), signal)
      const { lastActivityMs, group } = query.before ?? firstGroups
      const rows = await ask<GroupRow>(question, [lastActivityMs, group, query.limit + 1])
      const shown = rows.slice(0, query.limit)
      const last = shown.at(-1)
      const before =
        last && rows.length > shown.length
          ? `,"before":"${formatGroupCursor({ lastActivityMs: last.last_activity_ms, group: last.group_id })}"`
          : ''
      return reply(200, `{"groups":[${shown.map(({ json }) => json).join(',')}]${before}}`, noStore)
    },
  )
}
