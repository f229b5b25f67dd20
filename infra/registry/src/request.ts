import type { Request } from 'express'
import { RegistryError, errors } from './errors.js'
import { type ParsedSchema, parseSchema } from './schema.js'

const maxSubjectChars = 255
const maxVersion = 2 ** 31 - 1

/** The subject in the path. Throws 42208. */
export function subjectOf(request: Request): string {
  const subject = param(request, 'subject')
  // oxlint-disable-next-line no-control-regex -- they are what is refused
  if (subject === '' || subject.length > maxSubjectChars || /[\u0000-\u001f\u007f]/.test(subject)) {
    throw errors.invalidSubject(subject)
  }
  return subject
}

/** The version in the path; -1 is the latest too, as it always was. Throws 42202. */
export function versionOf(request: Request): number | 'latest' {
  const text = param(request, 'version')
  if (text === 'latest' || text === '-1') return 'latest'
  const version = /^\d{1,10}$/.test(text) ? Number(text) : 0
  if (version < 1 || version > maxVersion) throw errors.invalidVersion(text.slice(0, 100))
  return version
}

/** The schema id in the path. Throws 404 as for any other path that isn't there. */
export function idOf(request: Request): number {
  const text = param(request, 'id')
  if (!/^\d{1,10}$/.test(text)) throw new RegistryError(404, 'HTTP 404 Not Found')
  return Number(text)
}

/** `?name=true` */
export function flag(request: Request, name: string): boolean {
  return request.query[name] === 'true'
}

/** The body as an object. Throws 422 where it is none. */
export function bodyOf(request: Request): Readonly<Record<string, unknown>> {
  const body: unknown = request.body
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new RegistryError(422, 'The body must be a JSON object')
  }
  return Object.fromEntries<unknown>(Object.entries(body))
}

/** The schema in the body. Throws 42201 for what is no Avro schema, or needs what this registry hasn't: it says so. */
export function schemaOf(request: Request): ParsedSchema {
  const { schema, schemaType, references, metadata, ruleSet } = bodyOf(request)
  if (schemaType !== undefined && schemaType !== null && schemaType !== 'AVRO') {
    throw errors.invalidSchema(
      `the type ${JSON.stringify(schemaType).slice(0, 100)} is not supported, only AVRO is`,
    )
  }
  if (Array.isArray(references) ? references.length > 0 : references !== undefined && references !== null) {
    throw errors.invalidSchema('references to other subjects are not supported')
  }
  if ((metadata ?? ruleSet ?? undefined) !== undefined) {
    throw errors.invalidSchema('metadata and ruleSet are not supported')
  }
  if (typeof schema !== 'string' || schema.trim() === '') {
    throw errors.invalidSchema('the field `schema` must hold the text of a schema')
  }
  return parseSchema(schema)
}

function param(request: Request, name: string): string {
  const value = request.params[name]
  return typeof value === 'string' ? value : ''
}
