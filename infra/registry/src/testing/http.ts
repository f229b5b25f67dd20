/** Calls a registry and gives status and body; the body of a Confluent API is always JSON. */
export type Call = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ status: number; body: unknown; type: string }>

export function callerOf(url: () => string): Call {
  return async (method, path, body) => {
    const response = await fetch(`${url()}${path}`, {
      method,
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
      type: response.headers.get('content-type') ?? '',
    }
  }
}

let subjects = 0

/** A subject that nobody else uses. */
export function newSubject(): string {
  return `subject-${process.pid}-${subjects++}`
}

export function schemaBody(schema: unknown): { schema: string } {
  return { schema: JSON.stringify(schema) }
}
