import avsc, { type Schema, type Type } from 'avsc'
import { canonicalText } from './canonical.js'
import { RegistryError, errors } from './errors.js'

export interface ParsedSchema {
  /** As it was sent, without the white space. */
  readonly text: string
  /** Equal for equal schemas. */
  readonly canonical: string
  readonly type: Type
}

/** Reads the text of an Avro schema. Throws 42201 where it isn't one. */
export function parseSchema(text: string): ParsedSchema {
  try {
    const json: unknown = JSON.parse(text)
    const canonical = canonicalText(json)
    return { text: JSON.stringify(json), canonical, type: avroType(canonical) }
  } catch (error) {
    if (error instanceof RegistryError) throw error
    // JSON.parse and avsc throw plain errors for a bad schema; one nested too deep is a RangeError.
    throw errors.invalidSchema(error instanceof Error ? error.message : String(error), error)
  }
}

function avroType(canonical: string): Type {
  return avsc.Type.forSchema(JSON.parse(canonical) as Schema, {
    // Names such as `toString` are found in a plain object.
    registry: Object.create(null) as Record<string, Type>,
    // Unions of any branches are allowed in Avro; unwrapped ones of avsc allow some only.
    wrapUnions: 'always',
  })
}
