import { TokenAnswer } from '@hanashi/schemas/http'
import { problem } from '@hanashi/service/problem'
import { defineRoute, reply } from '@hanashi/service/route'
import type { RouteParts } from './context.js'

export function renewTokenRoute({ makeToken, limits, clock }: RouteParts) {
  return defineRoute(
    {
      method: 'post',
      path: '/users/me/token',
      operationId: 'renewToken',
      summary: 'Get a fresh token for the same user and scopes',
      tags: ['users'],
      auth: 'token',
      responses: { 200: { description: 'A token for 7 days.', schema: TokenAnswer } },
      problems: ['not-found', 'too-many-requests'],
    },
    async ({ caller }) => {
      await limits.command(caller.userId)
      const made = makeToken(caller, clock())
      if (made === undefined) throw problem('not-found', 'Tokens are made elsewhere; ask there')
      return reply(200, { token: made.token, expiresAt: new Date(made.expiresAt).toISOString() })
    },
  )
}
