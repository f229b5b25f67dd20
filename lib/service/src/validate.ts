import type { Static, TSchema } from '@sinclair/typebox'
import { Ajv, type ErrorObject } from 'ajv'
import addFormats from 'ajv-formats'
import { problem } from './problem.js'

const maxErrors = 20

/** Objects may only have the fields that they name, or the schema is refused here. Lengths count code points. */
export type Check<T> = (input: unknown) => T

export interface FieldError {
  /** A JSON pointer (RFC 6901) into the body. */
  readonly path: string
  readonly message: string
}

/**
 * A check compiled once. It answers with the input itself, unchanged.
 * The first look stops at the first error; only what fails is looked at in full.
 * @throws TypeError when a schema has an open object
 */
export function compileCheck<S extends TSchema>(schema: S): Check<Static<S>> {
  requireClosed(schema, '')
  const quick = ajv(false).compile<Static<S>>(schema)
  const full = ajv(true).compile(schema)
  return (input) => {
    if (quick(input)) return input
    full(input)
    const errors = (full.errors ?? []).slice(0, maxErrors).map(fieldError)
    throw problem('invalid-body', errors[0] === undefined ? 'The body does not fit' : summary(errors[0]), {
      errors,
    })
  }
}

function ajv(allErrors: boolean): Ajv {
  const instance = new Ajv({
    allErrors,
    strict: true,
    strictTypes: false,
    allowUnionTypes: true,
    ownProperties: true,
  })
  addFormats.default(instance)
  return instance
}

function summary({ path, message }: FieldError): string {
  return path === '' ? `The body ${message}` : `${path.slice(1).replaceAll('/', '.')} ${message}`
}

function fieldError({ instancePath, message, keyword, params }: ErrorObject): FieldError {
  if (keyword === 'additionalProperties') {
    return { path: pointer(instancePath, params['additionalProperty']), message: 'is not a known field' }
  }
  if (keyword === 'required')
    return { path: pointer(instancePath, params['missingProperty']), message: 'is missing' }
  return { path: instancePath.slice(0, 200), message: message ?? 'does not fit' }
}

function pointer(base: string, name: unknown): string {
  return `${base}/${String(name).slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1')}`.slice(0, 200)
}

function requireClosed(schema: unknown, path: string): void {
  if (typeof schema !== 'object' || schema === null) return
  if ('type' in schema && schema.type === 'object' && 'properties' in schema) {
    if (!('additionalProperties' in schema) || schema.additionalProperties === undefined) {
      throw new TypeError(`the schema${path} must say additionalProperties`)
    }
  }
  for (const [name, inner] of Object.entries(schema)) requireClosed(inner, `${path}/${name}`)
}
