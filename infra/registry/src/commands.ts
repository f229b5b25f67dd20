import { type EarlierSchema, incompatibilities } from './compatibility.js'
import { errors } from './errors.js'
import type { Level } from './levels.js'
import { requireVersion, textOf, versionsOf } from './queries.js'
import { type ParsedSchema, parseSchema } from './schema.js'
import type { JournalRecord, State } from './state.js'

interface Decision<Result> {
  readonly result: Result
  readonly record?: JournalRecord
}

export function levelOf(state: State, subject: string): Level {
  return state.levels.get(subject) ?? state.globalLevel
}

export function earlierSchemas(state: State, subject: string): EarlierSchema[] {
  return versionsOf(state, subject, false).map(({ id, version }) => ({
    version,
    type: parseSchema(textOf(state, id)).type,
  }))
}

/** A schema that the subject has is the version that it is; a new one gets the next version if its level allows. Throws 409. */
export function register(state: State, subject: string, schema: ParsedSchema): Decision<{ id: number }> {
  const knownId = state.idByCanonical.get(schema.canonical)
  if (knownId !== undefined && versionsOf(state, subject, false).some(({ id }) => id === knownId)) {
    return { result: { id: knownId } }
  }
  const reasons = incompatibilities(schema.type, earlierSchemas(state, subject), levelOf(state, subject))
  if (reasons.length > 0) throw errors.incompatible(subject, reasons)
  const id = knownId ?? state.textById.size + 1
  const version = (versionsOf(state, subject, true).at(-1)?.version ?? 0) + 1
  const { text, canonical } = schema
  return { result: { id }, record: { type: 'registered', subject, version, id, schema: text, canonical } }
}

/** Soft first, then, with `permanent`, for good. Throws 40401, 40404, 40405. */
export function deleteSubject(state: State, subject: string, permanent: boolean): Decision<number[]> {
  const all = versionsOf(state, subject, true)
  if (all.length === 0) throw errors.subjectNotFound(subject)
  const live = all.filter(({ deleted }) => !deleted)
  if (permanent && live.length > 0) throw errors.subjectNotSoftDeleted(subject)
  if (!permanent && live.length === 0) throw errors.subjectSoftDeleted(subject)
  const result = (permanent ? all : live).map(({ version }) => version)
  return { result, record: { type: 'subjectDeleted', subject, permanent } }
}

/** As `deleteSubject`, for one version. Throws 40401, 40402, 40406, 40407. */
export function deleteVersion(
  state: State,
  subject: string,
  version: number | 'latest',
  permanent: boolean,
): Decision<number> {
  const found = requireVersion(state, subject, version, version !== 'latest')
  if (permanent && !found.deleted) throw errors.versionNotSoftDeleted(subject, found.version)
  if (!permanent && found.deleted) throw errors.versionSoftDeleted(subject, found.version)
  return {
    result: found.version,
    record: { type: 'deleted', subject, versions: [found.version], permanent },
  }
}

/** `subject: null` is the global level; `level: null` forgets it. */
export function setLevel(subject: string | null, level: Level | null): Decision<undefined> {
  return { result: undefined, record: { type: 'levelSet', subject, level } }
}
