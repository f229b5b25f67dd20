import { problems, type ProblemCode } from '@hanashi/schemas/problems'
import type { Fields } from './field.js'
import { edgeProblems, problemResponses } from './openapi-problems.js'
import type { Route, RouteDefinition } from './route.js'

export interface ApiInfo {
  readonly name: string
  readonly version: string
  readonly description: string
}

/** OpenAPI 3.1, made from the definitions that check the requests. Schemas with an `$id` are described once. */
export function openApiDocument(info: ApiInfo, routes: readonly Route[]): object {
  const schemas = new Map<string, object>()
  const paths: Record<string, Record<string, object>> = {}
  for (const { definition } of routes) {
    const path = definition.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [definition.method]: operation(definition, schemas) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: `Hanashi ${info.name}`,
      version: info.version,
      description: info.description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }, { url: '/v1' }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { ...Object.fromEntries(schemas), Problem: problemSchema },
    },
  }
}

function operation(definition: RouteDefinition, schemas: Map<string, object>): object {
  const { operationId, summary, description, tags, auth, params, query, headers, body, bodyExample } =
    definition
  const scope = auth === 'none' || auth === 'token' ? undefined : `Needs a token with the scope \`${auth}\`.`
  const text = [description, scope].filter((part) => part !== undefined).join('\n\n')
  return {
    operationId,
    summary,
    ...(text === '' ? {} : { description: text }),
    ...(tags === undefined ? {} : { tags }),
    security: auth === 'none' ? [] : [{ bearer: [] }],
    parameters: [
      ...parameters('path', params),
      ...parameters('query', query),
      ...parameters('header', headers),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: definition.bodyMayBeAbsent !== true,
            content: {
              'application/json': {
                schema: hoist(body, schemas),
                ...(bodyExample === undefined ? {} : { example: bodyExample }),
              },
            },
          },
        }),
    responses: { ...successes(definition, schemas), ...problemResponses(codesOf(definition)) },
  }
}

function parameters(place: 'path' | 'query' | 'header', fields: Fields = {}): object[] {
  return Object.entries(fields).map(([name, { description, required, schema }]) => ({
    name,
    in: place,
    description,
    required,
    schema,
  }))
}

function successes({ responses }: RouteDefinition, schemas: Map<string, object>): Record<string, object> {
  const entries = Object.entries(responses).map(([status, { description, schema }]) => [
    status,
    {
      description,
      ...(schema === undefined
        ? {}
        : { content: { 'application/json': { schema: hoist(schema, schemas) } } }),
    },
  ])
  return Object.fromEntries(entries) as Record<string, object>
}

function codesOf(definition: RouteDefinition): readonly ProblemCode[] {
  const fields = [definition.params, definition.query, definition.headers].flatMap((group) =>
    Object.values(group ?? {}),
  )
  const codes = [
    ...edgeProblems(definition),
    ...fields.map((field) => field.problem),
    ...(definition.problems ?? []),
  ]
  const order = Object.keys(problems)
  return [...new Set(codes)].sort((a, b) => order.indexOf(a) - order.indexOf(b))
}

/** A copy where each schema with an `$id` is a reference, the schema itself put among the components. */
function hoist(schema: object, schemas: Map<string, object>): object {
  if (Array.isArray(schema)) return schema.map((entry: unknown) => hoistValue(entry, schemas))
  const { $id, ...rest } = schema as Readonly<Record<string, unknown>>
  const copy = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, hoistValue(value, schemas)]),
  )
  if (typeof $id !== 'string') return copy
  const name = $id.replaceAll(/[^\w.-]/g, '_')
  schemas.set(name, copy)
  return { $ref: `#/components/schemas/${name}` }
}

function hoistValue(value: unknown, schemas: Map<string, object>): unknown {
  return typeof value === 'object' && value !== null ? hoist(value, schemas) : value
}

const problemSchema = {
  type: 'object',
  description: 'RFC 9457. `code` is stable; `detail` says what to do.',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(problems) },
  },
}
