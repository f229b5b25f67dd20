import { readFileSync } from 'node:fs'

/**
 * @typedef {{ status: string, assertionResults: { status: string }[] }} FileResult
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: FileResult[] }} Report
 */

/**
 * Counts from vitest's JSON report. A file that failed as a whole (it didn't load, a hook threw) counts as one failed
 * test, and so does anything else that vitest ended with another code than 0 for.
 * @param {string} path
 * @param {number} exitCode
 */
export function readCounts(path, exitCode) {
  const report = readReport(path)
  if (report === undefined) return { passed: 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 }
  const wholeFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  )
  const failed = report.numFailedTests + wholeFiles.length
  return {
    passed: report.numPassedTests,
    failed: exitCode === 0 ? failed : Math.max(1, failed),
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/**
 * @param {string} path
 * @returns {Report | undefined} undefined when vitest ended before it could write one
 */
function readReport(path) {
  try {
    return /** @type {Report} */ (JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
