import type { IncomingHttpHeaders } from 'node:http'
import type { Fields, FieldsOf } from './field.js'
import { problem } from './problem.js'

/** @throws Problem of the field that is missing or doesn't parse */
export function readFields<F extends Fields>(
  fields: F,
  valueOf: (name: string) => string | undefined,
): FieldsOf<F> {
  const values: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields)) {
    const text = valueOf(name)
    if (text === undefined) {
      if (field.required) throw problem(field.problem, `${name} is missing`, { parameter: name })
      values[name] = field.absent
      continue
    }
    const parsed = field.parse(text)
    if (!parsed.ok) throw problem(field.problem, detail(name, parsed.reason), { parameter: name })
    values[name] = parsed.value
  }
  return values as FieldsOf<F>
}

/** @throws Problem `invalid-query` also for a name that isn't known or is given twice */
export function readQuery<F extends Fields>(fields: F, url: string): FieldsOf<F> {
  const mark = url.indexOf('?')
  if (mark === -1 || mark === url.length - 1) return readFields(fields, () => undefined)
  const given = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(url.slice(mark + 1))) {
    const parameter = name.slice(0, 64)
    if (!Object.hasOwn(fields, name)) {
      const known = Object.keys(fields).join(', ')
      throw problem(
        'invalid-query',
        known === '' ? 'No query parameter is known here' : `Known here are: ${known}`,
        {
          parameter,
        },
      )
    }
    if (given.has(name)) throw problem('invalid-query', `${name} is given twice`, { parameter })
    given.set(name, value)
  }
  return readFields(fields, (name) => given.get(name))
}

export function readHeaders<F extends Fields>(fields: F, headers: IncomingHttpHeaders): FieldsOf<F> {
  return readFields(fields, (name) => {
    const value = headers[name.toLowerCase()]
    return Array.isArray(value) ? value.join(', ') : value
  })
}

function detail(name: string, reason: string): string {
  return reason.startsWith(name) ? reason : `${name}: ${reason}`
}
