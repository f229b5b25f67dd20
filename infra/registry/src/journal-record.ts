import { isLevel } from './levels.js'
import type { JournalRecord } from './state.js'

/** Checks what the journal holds. Throws where it was written by a newer version, or by somebody else. */
export function parseJournalRecord(value: unknown): JournalRecord {
  if (isJournalRecord(value)) return value
  throw new Error(
    `the journal holds a record that this version doesn't know: ${JSON.stringify(value).slice(0, 200)}`,
  )
}

function isJournalRecord(value: unknown): value is JournalRecord {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('subject' in value)) return false
  const record: Record<string, unknown> = { ...value }
  const { type, subject } = record
  if (type === 'levelSet') {
    return (
      (subject === null || typeof subject === 'string') &&
      (record['level'] === null || isLevel(record['level']))
    )
  }
  if (typeof subject !== 'string') return false
  switch (type) {
    case 'registered':
      return (
        isPositive(record['version']) &&
        isPositive(record['id']) &&
        typeof record['schema'] === 'string' &&
        typeof record['canonical'] === 'string'
      )
    case 'deleted':
      return (
        Array.isArray(record['versions']) &&
        record['versions'].every(isPositive) &&
        typeof record['permanent'] === 'boolean'
      )
    case 'subjectDeleted':
      return typeof record['permanent'] === 'boolean'
    default:
      return false
  }
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}
