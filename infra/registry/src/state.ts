import { type Level, defaultLevel } from './levels.js'

/** What the journal holds: one record for each command that changed something. `subject: null` is the global level. */
export type JournalRecord =
  | {
      readonly type: 'registered'
      readonly subject: string
      readonly version: number
      readonly id: number
      readonly schema: string
      readonly canonical: string
    }
  | {
      readonly type: 'deleted'
      readonly subject: string
      readonly versions: readonly number[]
      readonly permanent: boolean
    }
  | { readonly type: 'subjectDeleted'; readonly subject: string; readonly permanent: boolean }
  | { readonly type: 'levelSet'; readonly subject: string | null; readonly level: Level | null }

export interface Version {
  readonly version: number
  readonly id: number
  readonly deleted: boolean
}

/** A fold of the journal. An id once given to a schema stays its id, also when every version with it is deleted. */
export interface State {
  readonly textById: Map<number, string>
  readonly idByCanonical: Map<string, number>
  /** Versions of each subject by their number; soft-deleted ones are among them, permanently deleted ones are not. */
  readonly subjects: Map<string, Map<number, Version>>
  readonly levels: Map<string, Level>
  globalLevel: Level
}

export function emptyState(): State {
  return {
    textById: new Map(),
    idByCanonical: new Map(),
    subjects: new Map(),
    levels: new Map(),
    globalLevel: defaultLevel,
  }
}

export function apply(state: State, record: JournalRecord): void {
  switch (record.type) {
    case 'registered': {
      const { id, version, subject } = record
      if (!state.textById.has(id)) state.textById.set(id, record.schema)
      state.idByCanonical.set(record.canonical, id)
      const versions = state.subjects.get(subject) ?? new Map<number, Version>()
      state.subjects.set(subject, versions.set(version, { version, id, deleted: false }))
      return
    }
    case 'deleted':
      removeVersions(state, record.subject, record.versions, record.permanent)
      return
    case 'subjectDeleted': {
      const versions = state.subjects.get(record.subject) ?? new Map<number, Version>()
      removeVersions(state, record.subject, [...versions.keys()], record.permanent)
      state.levels.delete(record.subject)
      return
    }
    case 'levelSet':
      if (record.subject === null) state.globalLevel = record.level ?? defaultLevel
      else if (record.level === null) state.levels.delete(record.subject)
      else state.levels.set(record.subject, record.level)
  }
}

function removeVersions(state: State, subject: string, numbers: readonly number[], permanent: boolean): void {
  const versions = state.subjects.get(subject)
  if (versions === undefined) return
  for (const number of numbers) {
    const version = versions.get(number)
    if (permanent) versions.delete(number)
    else if (version !== undefined) versions.set(number, { ...version, deleted: true })
  }
  if (versions.size === 0) state.subjects.delete(subject)
}
