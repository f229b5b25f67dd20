import { errors } from './errors.js'

export const primitives: ReadonlySet<string> = new Set([
  'null',
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'bytes',
  'string',
])

const fullNamePattern = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/

/** The full name that `name` means inside `namespace`. Throws 42201 for what is no Avro name. */
export function fullName(name: unknown, namespace: string): string {
  if (typeof name !== 'string' || !fullNamePattern.test(name)) {
    throw errors.invalidSchema(`${JSON.stringify(name) ?? 'nothing'} is not an Avro name`)
  }
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`
}

export function namespaceOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')))
}
