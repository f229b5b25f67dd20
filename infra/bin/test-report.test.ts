import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readCounts } from './test-report.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hanashi-report-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function report(counts: object, testResults: object[] = []): string {
  const path = join(folder, 'report.json')
  const zero = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }
  writeFileSync(path, JSON.stringify({ ...zero, ...counts, testResults }))
  return path
}

test('counts are those of the report; skipped and to-do tests are one number', () => {
  const path = report({ numPassedTests: 5, numPendingTests: 2, numTodoTests: 1 })
  expect(readCounts(path, 0)).toEqual({ passed: 5, failed: 0, skipped: 3 })
})

test('a file that failed as a whole is a failure of its own', () => {
  const broken = { status: 'failed', assertionResults: [] }
  const failed = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] }
  const path = report({ numPassedTests: 1, numFailedTests: 1 }, [broken, failed])
  expect(readCounts(path, 1)).toEqual({ passed: 1, failed: 2, skipped: 0 })
})

test('a run that ended badly never counts as without failures', () => {
  expect(readCounts(report({ numPassedTests: 3 }), 1).failed).toBe(1)
  expect(readCounts(join(folder, 'not-there.json'), 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})
