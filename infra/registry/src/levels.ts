import { errors } from './errors.js'

/** A level says who must be able to read what, and whether only the latest version counts or all of them. */
export const levels = {
  NONE: { backward: false, forward: false, transitive: false },
  BACKWARD: { backward: true, forward: false, transitive: false },
  BACKWARD_TRANSITIVE: { backward: true, forward: false, transitive: true },
  FORWARD: { backward: false, forward: true, transitive: false },
  FORWARD_TRANSITIVE: { backward: false, forward: true, transitive: true },
  FULL: { backward: true, forward: true, transitive: false },
  FULL_TRANSITIVE: { backward: true, forward: true, transitive: true },
} as const

export type Level = keyof typeof levels

export const defaultLevel: Level = 'BACKWARD'

export function isLevel(value: unknown): value is Level {
  return typeof value === 'string' && Object.hasOwn(levels, value)
}

/** Upper and lower case are the same. Throws 42203. */
export function parseLevel(value: unknown): Level {
  const level = typeof value === 'string' ? value.toUpperCase() : value
  if (!isLevel(level)) throw errors.invalidLevel()
  return level
}
