import { accepted, refused, type Brand, type Parsed } from './brand.js'

/** One incarnation of a topic: a letter (`g` groups, `u` users), its number and a random tag, such as `g1k7f3`. */
export type Generation = Brand<'Generation'>

const generationForm = /^[gu][1-9][0-9]{0,5}[a-z][a-z0-9]{3}$/

export function parseGeneration(input: unknown): Parsed<Generation> {
  return typeof input === 'string' && generationForm.test(input)
    ? accepted(input as Generation)
    : refused('a generation looks like g1k7f3')
}

/**
 * Where an event is in the log: everything of its group up to here, this one included. `offset` -1 is the beginning.
 * Ranges exclude their start. Offsets are ordered, not dense.
 */
export interface Position {
  readonly generation: Generation
  readonly partition: number
  readonly offset: number
}

const form = /^([gu][1-9][0-9]{0,5}[a-z][a-z0-9]{3}):(0|[1-9][0-9]{0,5}):(-1|0|[1-9][0-9]{0,15})$/

/** `generation:partition:offset`; opaque to clients. */
export function parsePosition(input: unknown): Parsed<Position> {
  const match = typeof input === 'string' ? form.exec(input) : null
  const offset = Number(match?.[3])
  if (!match || !Number.isSafeInteger(offset)) return refused('a position is one that Hanashi gave out')
  return accepted({ generation: match[1] as Generation, partition: Number(match[2]), offset })
}

export function formatPosition({ generation, partition, offset }: Position): string {
  return `${generation}:${partition}:${offset}`
}
