import { MessagePage } from '@hanashi/schemas/http'
import { parsePosition, type Position } from '@hanashi/schemas/position'
import { optionalField } from '@hanashi/service/field'
import { problem } from '@hanashi/service/problem'
import { defineRoute, reply, type Route } from '@hanashi/service/route'
import { minPositionHeaders, minPositionProblems } from '../read/min-position.js'
import { compareToPlace, placeOfGroup, type Place } from '../read/place.js'
import { unavailable, type Question } from '../read/reader.js'
import { pageSql, type PageRow, type PageShape } from '../sql/page.js'
import type { ReadContext } from './context.js'
import { groupParam, limitQuery, noStore, tagQuery } from './fields.js'

const cursor = (description: string) =>
  optionalField(parsePosition, { problem: 'invalid-cursor', description })

export function messagePageRoute({ ask, progress, awaitPosition }: ReadContext): Route {
  return defineRoute(
    {
      method: 'get',
      path: '/messages/:group',
      operationId: 'listMessages',
      summary: 'A page of messages',
      description:
        'The newest ones, or those just before or after a cursor. A group without a message has an empty page. Subscribe from ' +
        'the page’s `position` for no gap and no overlap.',
      tags: ['messages'],
      auth: 'token',
      params: { group: groupParam },
      query: {
        limit: limitQuery,
        before: cursor('Only older ones than this cursor: `before` of another page.'),
        after: cursor('Only newer ones than this cursor, the oldest of them first: `after` of another page.'),
        tag: tagQuery,
      },
      headers: minPositionHeaders,
      responses: { 200: { description: 'The page.', schema: MessagePage } },
      problems: ['invalid-group', 'invalid-cursor', 'group-not-found', ...minPositionProblems],
    },
    async ({ params, query, headers, signal }) => {
      const { before, after, limit, tag } = query
      if (before && after) throw problem('invalid-query', 'Give before or after, not both')
      const place = placeOfGroup(progress, params.group)
      const from = before ?? after
      if (from) checkCursor(from, place)
      await awaitPosition(headers['Min-Position'], place, signal)
      const shape = { direction: after ? 'newer' : 'older', tagged: tag !== undefined } as const
      const seq = from?.offset ?? Number.MAX_SAFE_INTEGER
      const values = [params.group, place.partition, seq, limit, ...(tag === undefined ? [] : [tag])]
      const [row] = await ask<PageRow>(questionOf(shape), values)
      if (!row) throw unavailable()
      return reply(200, pageJson(row, place), noStore)
    },
  )
}

/** One name for each text: prepared once, planned once. */
function questionOf(shape: PageShape): Question {
  return questions[`${shape.direction}${shape.tagged ? '_tagged' : ''}`]
}

const question = (name: string, shape: PageShape): Question => ({
  name: `page_${name}`,
  sql: (schema) => pageSql(schema, shape),
})
const questions = {
  older: question('older', { direction: 'older', tagged: false }),
  newer: question('newer', { direction: 'newer', tagged: false }),
  older_tagged: question('older_tagged', { direction: 'older', tagged: true }),
  newer_tagged: question('newer_tagged', { direction: 'newer', tagged: true }),
} as const

function checkCursor(position: Position, place: Place): void {
  switch (compareToPlace(position, place)) {
    case 'same':
      return
    case 'other-generation':
      throw problem('position-gone', 'The log has begun anew since: take the newest page')
    case 'other-partition':
      throw problem('invalid-cursor', 'The cursor is of another group')
  }
}

function pageJson(row: PageRow, { partition }: Place): string {
  const { first_seq: first, last_seq: last } = row
  const at = (offset: number) => `${row.generation}:${partition}:${offset}`
  const before = first !== null && row.older === true ? `,"before":"${at(first)}"` : ''
  const after = last === null ? '' : `,"after":"${at(last)}"`
  return `{"messages":[${row.messages ?? ''}],"position":"${row.position}"${before}${after}}`
}
