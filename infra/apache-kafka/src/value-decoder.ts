import avsc, { type Schema, type Type } from 'avsc'

const headerBytes = 5
const registryTimeoutMs = 10_000
const maxKeptSchemas = 1_000

export type DecodedValue =
  | { readonly schemaId: number; readonly type: string; readonly value: unknown }
  | { readonly undecoded: string }

/**
 * Decodes values in Confluent's wire format (0, schema id, Avro). Schemas come from the registry, each asked for once. What isn't such a
 * value, or has a schema that the registry doesn't give, is `undecoded` with the reason.
 */
export function valueDecoder(registryUrl: string): (value: Buffer | null) => Promise<DecodedValue> {
  const kept = new Map<number, Promise<Type | string>>()

  const schemaOf = (id: number): Promise<Type | string> => {
    const found = kept.get(id)
    if (found !== undefined) return found
    if (kept.size >= maxKeptSchemas) kept.clear()
    const asked = fetchSchema(registryUrl, id)
    kept.set(id, asked)
    return asked
  }

  return async (value) => {
    if (value === null || value.length < headerBytes || value[0] !== 0) {
      return { undecoded: 'no value in Confluent wire format' }
    }
    const schemaId = value.readInt32BE(1)
    const schema = await schemaOf(schemaId)
    if (typeof schema === 'string') return { undecoded: schema }
    try {
      const decoded: unknown = schema.fromBuffer(value.subarray(headerBytes))
      return { schemaId, type: schema.name ?? schema.typeName, value: decoded }
    } catch (error) {
      if (!(error instanceof Error)) throw error
      return { undecoded: `no ${schema.name ?? schema.typeName} (schema ${schemaId}): ${error.message}` }
    }
  }
}

/** The schema, or why there is none. */
async function fetchSchema(registryUrl: string, id: number): Promise<Type | string> {
  try {
    const response = await fetch(`${registryUrl.replace(/\/+$/, '')}/schemas/ids/${id}`, {
      signal: AbortSignal.timeout(registryTimeoutMs),
    })
    if (!response.ok) return `the registry answers ${response.status} for schema ${id}`
    const body: unknown = await response.json()
    if (typeof body !== 'object' || body === null || !('schema' in body) || typeof body.schema !== 'string') {
      return `the registry at ${registryUrl} does not speak Confluent's API`
    }
    return avsc.Type.forSchema(JSON.parse(body.schema) as Schema)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return `schema ${id} could not be had from ${registryUrl}: ${error.message}`
  }
}
