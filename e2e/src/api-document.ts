import { createConfig, lintFromString } from '@redocly/openapi-core'

/** What is wrong with an OpenAPI or AsyncAPI document by its own specification. Empty where it is valid. */
export async function documentErrors(text: string): Promise<string[]> {
  const config = await createConfig({ rules: { struct: 'error', 'no-unresolved-refs': 'error' } })
  const found = await lintFromString({ source: text, absoluteRef: 'document.json', config })
  return found.map(({ message, location }) => `${location[0]?.pointer ?? ''}: ${message}`)
}

export interface Operation {
  readonly method: string
  readonly path: string
  readonly secured: boolean
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

/** The operations of an OpenAPI document. */
export function operationsOf(document: unknown): Operation[] {
  const { paths = {} } = document as {
    paths?: Record<string, Record<string, { security?: readonly unknown[] }>>
  }
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method]
      return operation
        ? [{ method: method.toUpperCase(), path, secured: (operation.security ?? []).length > 0 }]
        : []
    }),
  )
}
