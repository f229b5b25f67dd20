import type { Type } from 'avsc'
import { type Level, levels } from './levels.js'

export interface EarlierSchema {
  readonly version: number
  readonly type: Type
}

/**
 * Why `schema` may not follow the `earlier` versions (in their order) at this level; empty where it may. Whether one can
 * read what the other wrote is decided by avsc's resolver, which readers use too.
 */
export function incompatibilities(schema: Type, earlier: readonly EarlierSchema[], level: Level): string[] {
  const { backward, forward, transitive } = levels[level]
  const compared = transitive ? earlier : earlier.slice(-1)
  return compared.flatMap(({ version, type }) => [
    ...(backward ? unreadable(schema, type, `the new schema can't read version ${version}`) : []),
    ...(forward ? unreadable(type, schema, `version ${version} can't read the new schema`) : []),
  ])
}

function unreadable(reader: Type, writer: Type, what: string): string[] {
  try {
    reader.createResolver(writer)
    return []
  } catch (error) {
    // avsc throws an Error for every pair that doesn't resolve, and nothing else tells them from a bug.
    if (!(error instanceof Error) || error instanceof TypeError) throw error
    return [`${what}: ${error.message}`]
  }
}
