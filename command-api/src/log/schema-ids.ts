import { registryTarget } from '@hanashi/log/schema-source'
import { schemaText } from '@hanashi/schemas/avro'
import { eventTypes, type EventType } from '@hanashi/schemas/events'
import { subjectOf, topicsOfEvent, type TopicKind } from '@hanashi/schemas/topics'

/** The registry doesn't answer, or doesn't have a schema yet; asking again may help. */
export class SchemasNotReady extends Error {
  override readonly name = 'SchemasNotReady'
}

/**
 * The registry's ids of the schemas that this code writes. Registering them is a deployment step; here they are only looked up.
 * @throws SchemasNotReady
 */
export async function lookUpSchemaIds(
  registryUrl: string,
  topics: Readonly<Record<TopicKind, string>>,
): Promise<ReadonlyMap<EventType, number>> {
  const written = eventTypes.filter((type) => type !== 'LogOpened')
  const ids = written.map(async (type) => {
    const [kind] = topicsOfEvent[type]
    return [type, await lookUp(registryUrl, subjectOf(topics[kind], type), schemaText(type))] as const
  })
  return new Map(await Promise.all(ids))
}

async function lookUp(registryUrl: string, subject: string, schema: string): Promise<number> {
  const { url, headers } = registryTarget(registryUrl)
  let status: number
  let body: unknown
  try {
    const response = await fetch(`${url}/subjects/${encodeURIComponent(subject)}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify({ schema }),
      signal: AbortSignal.timeout(5_000),
    })
    status = response.status
    body = await response.json()
  } catch (cause) {
    throw new SchemasNotReady('the schema registry does not answer', { cause })
  }
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined
  if (status === 200 && typeof id === 'number') return id
  throw new SchemasNotReady(
    status === 404
      ? `the schema registry does not have the schema of ${subject}: run the log set-up`
      : `the schema registry answered ${status} for ${subject}`,
  )
}
