import { fullName, namespaceOf, primitives } from './avro-names.js'
import { errors } from './errors.js'

type Json = Readonly<Record<string, unknown>>

interface Scope {
  readonly namespace: string
  readonly defined: Set<string>
}

/**
 * The text by which two Avro schemas are the same one: white space, the order of attributes, the way a namespace is
 * written and attributes that say the default don't count; documentation, defaults, aliases and further attributes do.
 * Throws 42201 for what is not a schema.
 */
export function canonicalText(schema: unknown): string {
  return JSON.stringify(canonical(schema, { namespace: '', defined: new Set() }))
}

function canonical(schema: unknown, scope: Scope): unknown {
  if (typeof schema === 'string') return reference(schema, scope)
  if (Array.isArray(schema)) return schema.map((branch: unknown) => canonical(branch, scope))
  const object = requireObject(schema, 'a schema')
  switch (object['type']) {
    case 'record':
    case 'error':
      return named(object, scope, (inner) => ({ fields: fields(object['fields'], inner) }), ['fields'])
    case 'enum':
      return named(object, scope, () => ({ symbols: requireArray(object['symbols'], 'symbols') }), [
        'symbols',
      ])
    case 'fixed':
      return named(object, scope, () => ({ size: object['size'] }), ['size'])
    case 'array':
      return { type: 'array', items: canonical(object['items'], scope), ...rest(object, ['items']) }
    case 'map':
      return { type: 'map', values: canonical(object['values'], scope), ...rest(object, ['values']) }
    default: {
      if (typeof object['type'] !== 'string') {
        throw errors.invalidSchema(`no type in ${JSON.stringify(schema).slice(0, 200)}`)
      }
      const type = reference(object['type'], scope)
      const others = rest(object, [])
      return Object.keys(others).length === 0 ? type : { type, ...others }
    }
  }
}

function named(object: Json, scope: Scope, body: (inner: Scope) => Json, own: readonly string[]): Json {
  const { namespace = scope.namespace } = object
  if (typeof namespace !== 'string') throw errors.invalidSchema('a namespace is a string')
  const name = fullName(object['name'], namespace)
  if (scope.defined.has(name)) throw errors.invalidSchema(`${name} is defined twice`)
  scope.defined.add(name)
  const inner = { namespace: namespaceOf(name), defined: scope.defined }
  return {
    type: object['type'],
    name,
    ...body(inner),
    ...aliases(object, inner.namespace),
    ...rest(object, ['name', 'namespace', 'aliases', ...own]),
  }
}

function fields(value: unknown, scope: Scope): Json[] {
  return requireArray(value, 'fields').map((item) => {
    const field = requireObject(item, 'a field')
    const { order } = field
    return {
      name: field['name'],
      type: canonical(field['type'], scope),
      ...(order === undefined || order === 'ascending' ? {} : { order }),
      ...aliases(field, ''),
      ...rest(field, ['name', 'order', 'aliases']),
    }
  })
}

function aliases(object: Json, namespace: string): Json {
  const given = object['aliases'] === undefined ? [] : requireArray(object['aliases'], 'aliases')
  return given.length === 0 ? {} : { aliases: given.map((alias) => fullName(alias, namespace)) }
}

function reference(name: string, scope: Scope): string {
  if (primitives.has(name)) return name
  const full = fullName(name, scope.namespace)
  if (!scope.defined.has(full)) throw errors.invalidSchema(`${full} is not defined`)
  return full
}

/** The attributes that have no place of their own, in the order of their names, objects inside them likewise. */
function rest(object: Json, own: readonly string[]): Json {
  const names = Object.keys(object).filter((name) => name !== 'type' && !own.includes(name))
  return Object.fromEntries(names.toSorted().map((name) => [name, sorted(object[name])]))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, item]: [string, unknown]) => [name, sorted(item)]))
}

function requireObject(value: unknown, what: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw errors.invalidSchema(`${JSON.stringify(value) ?? 'nothing'} is not ${what}`)
  }
  return Object.fromEntries<unknown>(Object.entries(value))
}

function requireArray(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw errors.invalidSchema(`${what} must be an array`)
  return value
}
