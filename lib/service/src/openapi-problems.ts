import { problemDocument, problems, type ProblemCode } from '@hanashi/schemas/problems'
import { groupBy } from './group-by.js'
import type { RouteDefinition } from './route.js'

/** What the edge answers by itself for such a route. */
export function edgeProblems({ auth, body, query }: RouteDefinition): readonly ProblemCode[] {
  return [
    ...(auth === 'none' ? [] : authProblems),
    ...(auth === 'none' || auth === 'token' ? [] : (['missing-scope'] as const)),
    ...(query === undefined ? [] : (['invalid-query'] as const)),
    ...(body === undefined ? [] : bodyProblems),
    'internal',
  ]
}

/** One entry for each status, with an example for each code that it may carry. */
export function problemResponses(codes: readonly ProblemCode[]): Record<string, object> {
  const byStatus = groupBy(codes, (code) => problems[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, sharing]) => [
      String(status),
      {
        description: sharing.map((code) => `\`${code}\`: ${problems[code].title}`).join('; '),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(
              sharing.map((code) => [code, { value: problemDocument(code, problems[code].title) }]),
            ),
          },
        },
      },
    ]),
  )
}

const authProblems = ['unauthorized', 'invalid-token', 'token-expired'] as const
const bodyProblems = [
  'malformed-json',
  'invalid-utf8',
  'malformed-request',
  'body-too-large',
  'unsupported-media-type',
  'invalid-body',
] as const
