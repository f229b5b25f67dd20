import { accepted, refused, type Parsed } from '@hanashi/schemas/brand'
import type { ProblemCode } from '@hanashi/schemas/problems'

/** A value in the path, the query or a header: read by one parse function, described to people by the same line. */
export interface Field<T> {
  readonly parse: (input: string) => Parsed<T>
  /** What a value that doesn't parse is answered with. */
  readonly problem: ProblemCode
  readonly description: string
  /** JSON Schema for the documentation. */
  readonly schema: Readonly<Record<string, unknown>>
  readonly required: boolean
  readonly absent: T
}

export type Fields = Readonly<Record<string, Field<unknown>>>
export type FieldsOf<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends Field<infer T> ? T : never
}

export interface FieldOptions {
  readonly problem: ProblemCode
  readonly description: string
  readonly schema?: Readonly<Record<string, unknown>>
}

/** A value that must be there. Path parameters are made with this. */
export function field<T>(parse: (input: string) => Parsed<T>, options: FieldOptions): Field<T> {
  // `absent` is never read of a required field.
  return { schema: { type: 'string' }, ...options, parse, required: true, absent: undefined as never }
}

export function optionalField<T>(
  parse: (input: string) => Parsed<T>,
  options: FieldOptions,
): Field<T | undefined> {
  return { schema: { type: 'string' }, ...options, parse, required: false, absent: undefined }
}

export function fieldWithDefault<T>(
  parse: (input: string) => Parsed<T>,
  absent: T,
  options: FieldOptions,
): Field<T> {
  const schema = { ...(options.schema ?? { type: 'string' }), default: absent }
  return { ...options, schema, parse, required: false, absent }
}

/** A whole number in a query. */
export function integerField(min: number, max: number, absent: number, description: string): Field<number> {
  const parse = (input: string): Parsed<number> => {
    const value = /^\d{1,15}$/.test(input) ? Number(input) : NaN
    return value >= min && value <= max
      ? accepted(value)
      : refused(`must be a whole number from ${min} to ${max}`)
  }
  const schema = { type: 'integer', minimum: min, maximum: max }
  return fieldWithDefault(parse, absent, { problem: 'invalid-query', description, schema })
}
