import { registryTarget } from '@hanashi/log/schema-source'
import { schemaText } from '@hanashi/schemas/avro'
import { eventTypes, type EventType } from '@hanashi/schemas/events'
import { subjectOf, topicsOfEvent, type TopicKind } from '@hanashi/schemas/topics'

const level = 'FULL_TRANSITIVE'
const timeoutMs = 10_000

/** The registry said no: the schema isn't compatible, the token isn't accepted. Asking again doesn't help. */
export class RegistryRefusal extends Error {
  override readonly name = 'RegistryRefusal'
}

/** The registry doesn't answer, or not properly. */
export class RegistryUnavailable extends Error {
  override readonly name = 'RegistryUnavailable'
}

/**
 * Registers the schemas of all events that a topic may hold, each at its own subject with FULL_TRANSITIVE compatibility.
 * A schema that is there keeps its id.
 * @returns the id of each event type's schema
 */
export async function registerSchemas(
  registryUrl: string,
  kind: TopicKind,
  topic: string,
): Promise<ReadonlyMap<EventType, number>> {
  const ids = new Map<EventType, number>()
  for (const type of eventTypes.filter((name) => topicsOfEvent[name].some((one) => one === kind))) {
    ids.set(type, await register(registryUrl, subjectOf(topic, type), schemaText(type)))
  }
  return ids
}

async function register(registryUrl: string, subject: string, schema: string): Promise<number> {
  const path = encodeURIComponent(subject)
  // Before the schema, so that nobody ever registers one that isn't checked. Some registries know no subject without a schema.
  const levelSet = await setLevel(registryUrl, path)
  const { status, body } = await call(registryUrl, 'POST', `/subjects/${path}/versions`, { schema })
  if (status >= 400 || typeof body.id !== 'number') {
    throw new RegistryRefusal(
      `the registry did not take the schema of ${subject}: ${status} ${messageOf(body)}`,
    )
  }
  if (!levelSet && !(await setLevel(registryUrl, path))) {
    throw new RegistryRefusal(`the registry does not take ${level} for ${subject}`)
  }
  return body.id
}

async function setLevel(registryUrl: string, path: string): Promise<boolean> {
  const { status, body } = await call(registryUrl, 'PUT', `/config/${path}`, { compatibility: level })
  if (status === 404) return false
  if (status >= 400)
    throw new RegistryRefusal(`the registry does not take ${level}: ${status} ${messageOf(body)}`)
  return true
}

interface RegistryAnswer {
  readonly status: number
  readonly body: { readonly id?: unknown; readonly message?: unknown }
}

async function call(
  registryUrl: string,
  method: string,
  path: string,
  body: object,
): Promise<RegistryAnswer> {
  const { url, headers } = registryTarget(registryUrl)
  let answer: RegistryAnswer
  try {
    const response = await fetch(url + path, {
      method,
      headers: { ...headers, 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    })
    const parsed: unknown = await response.json()
    answer = { status: response.status, body: typeof parsed === 'object' && parsed !== null ? parsed : {} }
  } catch (error) {
    throw new RegistryUnavailable(`the schema registry does not answer at ${new URL(url).host}`, {
      cause: error,
    })
  }
  if (answer.status >= 500) throw new RegistryUnavailable(`the schema registry answered ${answer.status}`)
  return answer
}

function messageOf({ message }: RegistryAnswer['body']): string {
  return typeof message === 'string' ? message : ''
}
