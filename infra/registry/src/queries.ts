import { errors } from './errors.js'
import type { State, Version } from './state.js'

/** The versions of a subject, lowest first; soft-deleted ones only with `deleted`. Empty where there is none. */
export function versionsOf(state: State, subject: string, deleted: boolean): Version[] {
  const versions = [...(state.subjects.get(subject)?.values() ?? [])]
  return versions.filter((version) => deleted || !version.deleted).toSorted((a, b) => a.version - b.version)
}

/** As `versionsOf`, but throws 40401 where there is none. */
export function requireVersions(state: State, subject: string, deleted: boolean): Version[] {
  const versions = versionsOf(state, subject, deleted)
  if (versions.length === 0) throw errors.subjectNotFound(subject)
  return versions
}

/** One version by number, or the latest. Throws 40401 and 40402. */
export function requireVersion(
  state: State,
  subject: string,
  version: number | 'latest',
  deleted: boolean,
): Version {
  const versions = requireVersions(state, subject, deleted)
  const found = version === 'latest' ? versions.at(-1) : versions.find((each) => each.version === version)
  if (found === undefined) throw errors.versionNotFound(version)
  return found
}

/** Where a schema is registered. Throws 40403 when it is nowhere. */
export function usesOf(state: State, id: number, deleted: boolean): { subject: string; version: number }[] {
  const uses = [...state.subjects].flatMap(([subject, versions]) =>
    [...versions.values()].filter((version) => version.id === id).map((version) => ({ subject, ...version })),
  )
  if (uses.length === 0) throw errors.schemaNotFound()
  return uses
    .filter((use) => deleted || !use.deleted)
    .map(({ subject, version }) => ({ subject, version }))
    .toSorted((a, b) => (a.subject === b.subject ? a.version - b.version : a.subject < b.subject ? -1 : 1))
}

/** The text of a schema that some version has, soft-deleted or not. Throws 40403. */
export function requireSchemaText(state: State, id: number): string {
  usesOf(state, id, true)
  return textOf(state, id)
}

export function textOf(state: State, id: number): string {
  const text = state.textById.get(id)
  if (text === undefined) throw errors.schemaNotFound()
  return text
}
