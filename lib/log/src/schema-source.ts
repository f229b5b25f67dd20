/** Why a registry gave no schema: `unknown` is its own word, `unavailable` may pass. */
export type SchemaAnswer =
  | { readonly status: 'found'; readonly schema: unknown }
  | { readonly status: 'unknown' }
  | { readonly status: 'unavailable'; readonly reason: string }

export type SchemaSource = (schemaId: number) => Promise<SchemaAnswer>

/**
 * Asks a registry with the Confluent API for a writer schema. Needed only for schemas that this code doesn't ship.
 * @param registryUrl may carry a path and credentials (`https://user:secret@host/apis/ccompat/v7`)
 */
export function createSchemaSource(registryUrl: string, timeoutMs = 3_000): SchemaSource {
  const { url, headers } = registryTarget(registryUrl)
  return async (schemaId) => {
    let response: Response
    let body: unknown
    try {
      response = await fetch(`${url}/schemas/ids/${schemaId}`, {
        headers,
        signal: AbortSignal.timeout(timeoutMs),
      })
      body = await response.json()
    } catch (error) {
      return { status: 'unavailable', reason: error instanceof Error ? error.message : String(error) }
    }
    if (response.status === 404) return { status: 'unknown' }
    const text = typeof body === 'object' && body !== null && 'schema' in body ? body.schema : undefined
    if (!response.ok || typeof text !== 'string') {
      return { status: 'unavailable', reason: `the registry answered ${response.status}` }
    }
    try {
      return { status: 'found', schema: JSON.parse(text) as unknown }
    } catch (error) {
      if (error instanceof SyntaxError) return { status: 'unknown' }
      throw error
    }
  }
}

/** `fetch` takes no credentials in a URL; they become a header. */
export function registryTarget(registryUrl: string): {
  readonly url: string
  readonly headers: Record<string, string>
} {
  const target = new URL(registryUrl)
  const credentials = `${decodeURIComponent(target.username)}:${decodeURIComponent(target.password)}`
  target.username = ''
  target.password = ''
  const url = target.href.replace(/\/+$/, '')
  return {
    url,
    headers: {
      accept: 'application/vnd.schemaregistry.v1+json',
      ...(credentials === ':'
        ? {}
        : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
    },
  }
}
