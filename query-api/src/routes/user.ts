import { accepted } from '@hanashi/schemas/brand'
import { User } from '@hanashi/schemas/http'
import { parseUsername, usernameKey } from '@hanashi/schemas/username'
import { field } from '@hanashi/service/field'
import { problem } from '@hanashi/service/problem'
import { defineRoute, reply, type Route } from '@hanashi/service/route'
import { minPositionHeaders, minPositionProblems } from '../read/min-position.js'
import { placeOfUsers } from '../read/place.js'
import type { Question } from '../read/reader.js'
import { userSql, type UserRow } from '../sql/user.js'
import type { ReadContext } from './context.js'
import { noStore } from './fields.js'

const question: Question = { name: 'user', sql: userSql }

export function userRoute({ ask, progress, awaitPosition }: ReadContext): Route {
  return defineRoute(
    {
      method: 'get',
      path: '/users/:username',
      operationId: 'getUser',
      summary: 'A user by name, without regard to case',
      tags: ['users'],
      auth: 'token',
      params: {
        // What can't be a name is nobody's name.
        username: field(accepted, { problem: 'user-not-found', description: 'The username.' }),
      },
      query: {},
      headers: minPositionHeaders,
      responses: { 200: { description: 'The user.', schema: User } },
      problems: ['user-not-found', ...minPositionProblems],
    },
    async ({ params, headers, signal }) => {
      const minPosition = headers['Min-Position']
      if (minPosition) await awaitPosition(minPosition, placeOfUsers(progress), signal)
      const username = parseUsername(params.username)
      const [row] = username.ok ? await ask<UserRow>(question, [usernameKey(username.value)]) : []
      if (!row) throw problem('user-not-found', 'Nobody has this name')
      return reply(200, row.json, noStore)
    },
  )
}
